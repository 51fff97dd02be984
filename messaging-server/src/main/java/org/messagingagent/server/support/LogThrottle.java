package org.messagingagent.server.support;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Lets one line through in a time and counts the others, so that a failing gateway with a hundred
 * thousand messages does not fill the disk with its log. Safe for use by many threads.
 */
public final class LogThrottle {

  private final long intervalNanos;
  private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  public LogThrottle(Duration interval) {
    this.intervalNanos = interval.toNanos();
  }

  /**
   * Runs the action where it is time for a line again.
   *
   * @param action given what to add to the line: how many were left out, or nothing
   */
  public void log(Consumer<String> action) {
    long now = System.nanoTime();
    long next = nextAt.get();
    if (now - next < 0 || !nextAt.compareAndSet(next, now + intervalNanos)) {
      suppressed.incrementAndGet();
      return;
    }
    long count = suppressed.getAndSet(0);
    action.accept(count == 0 ? "" : " (and %d more lines like this one)".formatted(count));
  }
}
