package org.messagingagent.server.store;

/** The store cannot do what it promised: disk full, damaged file, no connection. For the log. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
