package org.messagingagent.plugin.smtp;

import java.io.IOException;

/** The connection was lost, or cut, before the server had answered. */
final class LinkLostException extends IOException {

  private static final long serialVersionUID = 1L;

  LinkLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
