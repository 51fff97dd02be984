package org.messagingagent.server;

import java.util.function.Function;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.TooManyLogOnsException;

/** Hashes the passwords that operators set; in a rush of log-ons it says so. */
record PasswordsForOperators(Passwords passwords) implements Function<String, String> {

  @Override
  public String apply(String password) {
    try {
      return passwords.hash(password);
    } catch (TooManyLogOnsException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE,
          "Nothing was changed: too many log-ons wait for their turn; try again in a moment",
          e);
    }
  }
}
