package org.messagingagent.server.outbox;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * How messages are sent.
 *
 * @param threadsPerPlugin how many messages of one plugin are sent at a time, 1 to 1,000
 * @param deadline how long one call may take, retries included; positive
 * @param maxAttempts how often a plugin is called for one message within a call, 1 or more
 * @param firstRetry the time from a first failure to the next attempt; it doubles with each failure
 */
public record OutboxConfig(
    int threadsPerPlugin, Duration deadline, int maxAttempts, Duration firstRetry) {

  /** 16 threads a plugin; 50 seconds a call (contract, "Outgoing"), 10 attempts within it. */
  public static final OutboxConfig DEFAULTS =
      new OutboxConfig(16, Duration.ofSeconds(50), 10, Duration.ofMillis(200));

  public OutboxConfig {
    requireNonNull(deadline, "deadline is null");
    requireNonNull(firstRetry, "firstRetry is null");
    check(
        threadsPerPlugin >= 1 && threadsPerPlugin <= 1_000,
        "send.threads-per-plugin must be 1 to 1000, was %s",
        threadsPerPlugin);
    checkPositive("send.deadline", deadline);
    check(maxAttempts >= 1, "send.max-attempts must be at least 1, was %s", maxAttempts);
    checkPositive("send.first-retry", firstRetry);
  }
}
