package org.messagingagent.plugin.webhook;

import java.io.IOException;

/** The receiver gave no answer, or one by which no message would be taken now. */
final class ReceiverAwayException extends IOException {

  private static final long serialVersionUID = 1L;

  ReceiverAwayException(String message) {
    super(message);
  }

  ReceiverAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
