package org.messagingagent.server.outbox;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.plugin.CallGate;

/**
 * One call of a plugin that sends, made by the thread that creates this. What changes is guarded by
 * the lock of the {@link SendCall}.
 */
final class Handover {

  private final List<SendItem> items;
  private final Thread thread = Thread.currentThread();
  private final long startNanos = System.nanoTime();
  private volatile boolean overdue;
  private volatile boolean ended;

  /**
   * @param items at least one
   */
  Handover(List<SendItem> items) {
    this.items = items;
  }

  /** The messages that the plugin is given, in order. */
  List<SendItem> items() {
    return items;
  }

  long startNanos() {
    return startNanos;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Whether it goes on, past its time. */
  boolean isOverdue() {
    return overdue;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Its time is over: interrupts it. For the gate it has failed here and now, and not only when it
   * ends, which may be never: a suspended plugin is tried again with few calls, and would else wait
   * for them for ever.
   */
  void expire(CallGate gate) {
    overdue = true;
    thread.interrupt();
    gate.left(true, System.nanoTime() - startNanos);
    gate.overdue();
  }

  /** It has ended; called by its own thread. */
  void end(CallGate gate, boolean failed) {
    ended = true;
    // An interrupt that came for this call must not hit the next one.
    Thread.interrupted();
    if (overdue) {
      gate.overdueEnded();
    } else {
      gate.left(failed, System.nanoTime() - startNanos);
    }
  }
}
