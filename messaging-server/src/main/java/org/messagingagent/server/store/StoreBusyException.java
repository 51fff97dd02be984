package org.messagingagent.server.store;

/** More writes are waiting than the store takes; nothing was written. Try again in a moment. */
public final class StoreBusyException extends StoreException {

  private static final long serialVersionUID = 1L;

  public StoreBusyException(String message) {
    super(message);
  }
}
