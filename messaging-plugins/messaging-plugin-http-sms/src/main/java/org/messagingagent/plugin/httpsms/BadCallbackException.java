package org.messagingagent.plugin.httpsms;

/** A request of the gateway's lacks what the settings say that it has. */
final class BadCallbackException extends Exception {

  private static final long serialVersionUID = 1L;

  BadCallbackException(String message) {
    super(message);
  }
}
