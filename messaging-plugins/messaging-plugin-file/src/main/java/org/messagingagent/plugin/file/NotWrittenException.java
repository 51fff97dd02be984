package org.messagingagent.plugin.file;

import java.io.IOException;

/** A line is certainly not in the file. Any other exception leaves that open. */
final class NotWrittenException extends IOException {

  private static final long serialVersionUID = 1L;

  NotWrittenException(String message, Throwable cause) {
    super(message, cause);
  }
}
