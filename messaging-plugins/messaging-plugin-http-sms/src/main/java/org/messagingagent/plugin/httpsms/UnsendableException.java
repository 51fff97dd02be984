package org.messagingagent.plugin.httpsms;

/** A message that cannot be put into the gateway's request. The message says why, to its sender. */
final class UnsendableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnsendableException(String reason) {
    super(reason);
  }
}
