package org.messagingagent.server.admin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps those from trying passwords who have failed too often: after a few failures each further
 * one doubles the time until the next attempt. Remembers a bounded number, and forgets those first
 * that have not tried for the longest. Safe for use by many threads.
 */
final class LockOut {

  private static final long FORGET_NANOS = Duration.ofMinutes(15).toNanos();
  private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DOUBLINGS = 8;

  private final int allowed;
  private final LongSupplier nanoTime;
  private final Map<String, Failures> byName;

  /**
   * @param allowed how many failures have no consequence
   * @param remembered how many names are remembered
   * @param nanoTime a clock that only goes on
   */
  LockOut(int allowed, int remembered, LongSupplier nanoTime) {
    this.allowed = allowed;
    this.nanoTime = nanoTime;
    this.byName =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > remembered;
          }
        };
  }

  private record Failures(int count, long last, long until) {}

  /**
   * Begins an attempt, which counts as a failure until {@link #succeeded} is called: so many at
   * once count as many.
   *
   * @return empty where it may be made, else how long to wait before the next one
   */
  synchronized Optional<Duration> attempt(String name) {
    long now = nanoTime.getAsLong();
    Failures before = byName.get(name);
    if (before == null || now - before.last > FORGET_NANOS) {
      before = new Failures(0, now, now);
    }
    if (before.until - now > 0) {
      return Optional.of(Duration.ofNanos(before.until - now));
    }
    int count = before.count + 1;
    long pause =
        count < allowed ? 0 : FIRST_PAUSE_NANOS << Math.min(count - allowed, MOST_DOUBLINGS);
    byName.put(name, new Failures(count, now, now + pause));
    return Optional.empty();
  }

  /** The attempt was none of these failures, and those before it are forgotten. */
  synchronized void succeeded(String name) {
    byName.remove(name);
  }

  synchronized int remembered() {
    return byName.size();
  }
}
