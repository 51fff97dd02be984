package org.messagingagent.server.store;

/** Where an incoming message stands. */
public enum MessageState {
  /**
   * To be handled: now, when its next attempt is due, or when those of its session before it are.
   */
  WAITING(0),
  /** Done. */
  HANDLED(1),
  /** Given up, with the reason; an operator may retry or discard it. */
  DEAD(2),
  /** Put aside by an operator. */
  DISCARDED(3);

  private final int code;

  MessageState(int code) {
    this.code = code;
  }

  /** How it is written in the database; never changes. */
  public int code() {
    return code;
  }

  /** The state of this code. */
  public static MessageState of(int code) {
    for (MessageState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new StoreException("The database has a message state %d".formatted(code));
  }
}
