package org.messagingagent.spi;

/**
 * The server did not take what a plugin submitted. The message says why, for the operator or the
 * gateway's own log.
 */
public class SubmissionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /**
   * @param retryable whether the same may be taken later
   */
  public SubmissionException(String message, boolean retryable) {
    super(message);
    this.retryable = retryable;
  }

  /**
   * Whether the same may be taken later, as where the disk is full, the server is starting or the
   * handler does not run: let the gateway call again, such as by answering 503. Where false it
   * never will be.
   */
  public boolean retryable() {
    return retryable;
  }
}
