package org.messagingagent.plugin.testkit.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another thread brings about, for a limited time. */
final class Waiting {

  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private Waiting() {}

  /**
   * Looks again and again.
   *
   * @param what is waited for, in words
   * @param look answers what was found, or empty
   * @throws AssertionError where nothing was found within the limit
   */
  static <T> T until(String what, Duration limit, Supplier<Optional<T>> look) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> found = look.get();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP_NANOS);
      found = look.get();
    }
    return found.orElseThrow(
        () -> new AssertionError("%s within %d s".formatted(what, limit.toSeconds())));
  }
}
