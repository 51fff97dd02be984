package org.messagingagent.server.auth;

/** More log-ons are waiting than the server takes; try again in a moment. */
public final class TooManyLogOnsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyLogOnsException(int waiting) {
    super("%d log-ons are waiting already".formatted(waiting));
  }
}
