package org.messagingagent.plugin.smtp;

import java.time.Duration;

/** When something has to have ended, by the machine's own time. */
record Deadline(long nanoTime) {

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left, at least zero. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  boolean isOver() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The one of the two that comes first. */
  Deadline orSooner(Deadline other) {
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }
}
