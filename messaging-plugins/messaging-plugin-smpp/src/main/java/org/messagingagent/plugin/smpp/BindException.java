package org.messagingagent.plugin.smpp;

import java.io.IOException;

/** There is no bind. The message says why, for operators and callers. */
final class BindException extends IOException {

  private static final long serialVersionUID = 1L;

  BindException(String reason) {
    super(reason);
  }

  /** Why something failed, in the words of its cause. */
  static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
