package org.messagingagent.server.store;

/** Another node may be handling the message at this moment; nothing was changed. */
public final class HeldElsewhereException extends StoreException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message for an operator: which message, which node and what to do
   */
  public HeldElsewhereException(String message) {
    super(message);
  }
}
