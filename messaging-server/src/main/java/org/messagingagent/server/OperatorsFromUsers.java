package org.messagingagent.server;

import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.OperatorLogOn;
import org.messagingagent.server.auth.PasswordCheck;
import org.messagingagent.server.auth.TooManyLogOnsException;
import org.messagingagent.server.store.UserRole;

/** The users with the role operator; in a rush of log-ons it says so. */
record OperatorsFromUsers(PasswordCheck check) implements OperatorLogOn {

  @Override
  public boolean admits(String name, String password) {
    try {
      return check.admits(name, password, UserRole.OPERATOR);
    } catch (TooManyLogOnsException e) {
      throw new AdministrationException(
          Reason.UNAVAILABLE, "Too many log-ons wait for their turn; try again in a moment");
    }
  }
}
