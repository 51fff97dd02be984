package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** Timers with buckets that tell a fast plugin from a slow one, and few enough to be kept. */
final class Times {

  private static final Duration[] CALLS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final Duration[] WAITS =
      Stream.of(1, 5, 10, 50, 100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 1_800_000, 7_200_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Times() {}

  /** Of what takes milliseconds to a minute. */
  static Timer.Builder calls(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(CALLS);
  }

  /** Of what takes milliseconds to hours. */
  static Timer.Builder waits(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(WAITS);
  }
}
