package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The machine's time, and as much more as a test has let pass. Safe for use by many threads. */
final class ShiftedClock extends Clock {

  /** Farther than any age that a server looks at. */
  private static final Duration FARTHEST = Duration.ofDays(3_653);

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  void advance(Duration time) {
    requireNonNull(time, "time is null");
    if (time.isNegative() || time.compareTo(FARTHEST) > 0) {
      throw new IllegalArgumentException(
          "Time goes on by 0 to %d days, and not back; was to go on by %s"
              .formatted(FARTHEST.toDays(), time));
    }
    ahead.updateAndGet(already -> already.plus(time));
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("The server's time is in UTC");
  }
}
