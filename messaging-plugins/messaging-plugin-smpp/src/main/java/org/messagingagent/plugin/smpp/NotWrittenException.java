package org.messagingagent.plugin.smpp;

import java.io.IOException;

/** Nothing of it went out. Any other failure to write leaves that open. */
final class NotWrittenException extends IOException {

  private static final long serialVersionUID = 1L;

  NotWrittenException(String message) {
    super(message);
  }
}
