package org.messagingagent.server.benchmark;

import java.time.Instant;

/** Time that two processes on one machine agree on, finer than milliseconds. */
final class Clocks {

  private Clocks() {}

  /** Nanoseconds since the epoch, by the system's clock. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
