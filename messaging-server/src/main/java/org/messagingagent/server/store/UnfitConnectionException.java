package org.messagingagent.server.store;

/**
 * A connection cannot be used for what it was given for. Nothing was done with it. The message says
 * why, and the way out.
 */
public final class UnfitConnectionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public UnfitConnectionException(String message) {
    super(message);
  }
}
