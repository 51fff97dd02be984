package org.messagingagent.server.inbox;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When to try again: twice as long after each failure, spread so that retries do not gather. */
final class RetryPolicy {

  private static final double SPREAD = 0.2;
  private static final Duration LONGEST_WISH = Duration.ofDays(1);

  private final DispatchConfig config;
  private final RandomGenerator random;

  RetryPolicy(DispatchConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  boolean givesUpAfter(int failures) {
    return failures >= config.maxAttempts();
  }

  /** The longest time until the next attempt that the plugin did not ask for. */
  Duration longestAfter(int failures) {
    return Duration.ofMillis(Math.round(backOffMillis(failures) * (1 + SPREAD)));
  }

  /**
   * The time until the next attempt.
   *
   * @param failures how many attempts have failed, 1 or more
   * @param wish the least time that the plugin asked for, honoured up to a day
   */
  Duration delayAfter(int failures, Optional<Duration> wish) {
    double backOff = backOffMillis(failures);
    double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
    Duration delay = Duration.ofMillis(Math.max(1, Math.round(backOff * factor)));
    Duration wished =
        wish.map(w -> w.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : w).orElse(Duration.ZERO);
    return delay.compareTo(wished) >= 0 ? delay : wished;
  }

  private double backOffMillis(int failures) {
    double doubled = config.firstRetry().toMillis() * Math.pow(2, failures - 1);
    return Math.min(config.longestRetry().toMillis(), doubled);
  }
}
