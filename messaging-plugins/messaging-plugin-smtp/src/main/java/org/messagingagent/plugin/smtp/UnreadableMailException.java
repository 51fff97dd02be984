package org.messagingagent.plugin.smtp;

/** A mail that came in and cannot be made anything of. The message says why. */
final class UnreadableMailException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableMailException(String reason) {
    super(reason);
  }
}
