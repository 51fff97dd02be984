package org.messagingagent.plugin.smtp;

/** A message that can never be sent as it is. The message says why, for the caller. */
final class UnsendableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnsendableException(String reason) {
    super(reason);
  }
}
