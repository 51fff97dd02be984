package org.messagingagent.plugin.httpsms;

import java.io.IOException;

/** The gateway certainly did not get the message. The message says why, in words. */
final class NotReachedException extends IOException {

  private static final long serialVersionUID = 1L;

  NotReachedException(String message, Throwable cause) {
    super(message, cause);
  }
}
