package org.messagingagent.plugin.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** There is no connection to a server. The message says why, and holds no secret. */
final class ConnectFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean refusesAccount;
  private final transient Optional<Duration> after;

  ConnectFailedException(String message, Throwable cause, boolean refusesAccount) {
    super(message, cause);
    this.refusesAccount = refusesAccount;
    this.after = Optional.empty();
  }

  /** A connection that was not tried, because it failed just before. */
  ConnectFailedException(String message, Duration after) {
    super(message);
    this.refusesAccount = false;
    this.after = Optional.of(after);
  }

  /** Whether the server does not take the user name and password, or the token. */
  boolean refusesAccount() {
    return refusesAccount;
  }

  /** When it may be tried again, where that is known. */
  Optional<Duration> after() {
    return after;
  }
}
