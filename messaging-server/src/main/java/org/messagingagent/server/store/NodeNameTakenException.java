package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Another node has this name, and its lease has not run out. */
public final class NodeNameTakenException extends StoreException {

  private static final long serialVersionUID = 1L;

  private final Instant lastSign;

  /**
   * @param message says which node and what to do
   * @param lastSign when the other last gave a sign of life, by the database's clock
   */
  public NodeNameTakenException(String message, Instant lastSign) {
    super(message);
    this.lastSign = requireNonNull(lastSign, "lastSign is null");
  }

  public Instant lastSign() {
    return lastSign;
  }
}
