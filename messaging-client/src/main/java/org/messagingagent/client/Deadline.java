package org.messagingagent.client;

import java.time.Duration;

/** The moment until which a call, its repeats and its pauses may last. */
final class Deadline {

  private final long start = System.nanoTime();
  private final Duration allowed;

  private Deadline(Duration allowed) {
    this.allowed = allowed;
  }

  static Deadline in(Duration allowed) {
    return new Deadline(allowed);
  }

  /** What has passed. */
  Duration spent() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** What is left; zero where it has passed. */
  Duration left() {
    Duration left = allowed.minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
