package org.messagingagent.server.http;

/** The server cannot listen on its address. The message is for the operator. */
public final class HttpStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public HttpStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
