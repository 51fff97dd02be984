package org.messagingagent.server.plugin;

import java.util.Optional;

/**
 * The way into one plugin in one direction: says whether it may be called now, and learns how calls
 * went. Safe for use by many threads.
 */
public final class CallGate {

  private volatile Optional<Refusal> closed = Optional.empty();

  CallGate() {}

  /**
   * Asks for a call. Where the answer is empty, make it and then call {@link #left}.
   *
   * @return why not now; empty where the plugin may be called
   */
  public Optional<Refusal> enter() {
    return closed;
  }

  /** What keeps the plugin from being called for longer than a moment; takes nothing. */
  public Optional<Refusal> closed() {
    return closed;
  }

  /**
   * A call that was entered has ended.
   *
   * @param failed whether it shows that the plugin or its gateway is not well
   */
  public void left(boolean failed, long nanos) {}

  /** Lets nobody in from now on; empty opens it again. */
  void close(Optional<Refusal> refusal) {
    closed = refusal;
  }
}
