package org.messagingagent.server.outbox;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * How messages are sent. How many at a time, and how long one call of a plugin may take, are limits
 * of each plugin; see {@link org.messagingagent.server.plugin.PluginLimits}.
 *
 * @param deadline how long one call may take, retries included; positive
 * @param maxAttempts how often a plugin is called for one message within a call, 1 or more
 * @param firstRetry the time from a first failure to the next attempt; it doubles with each failure
 * @param drainTimeout how long calls of a plugin that is being stopped are waited for before they
 *     are interrupted; positive
 * @param reconcile how plugins are asked for messages whose outcome is unknown
 */
public record OutboxConfig(
    Duration deadline,
    int maxAttempts,
    Duration firstRetry,
    Duration drainTimeout,
    ReconcileConfig reconcile) {

  /** 50 seconds a call (contract, "Outgoing"), 10 attempts within it. */
  public static final OutboxConfig DEFAULTS =
      new OutboxConfig(
          Duration.ofSeconds(50),
          10,
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          ReconcileConfig.DEFAULTS);

  public OutboxConfig {
    requireNonNull(deadline, "deadline is null");
    requireNonNull(firstRetry, "firstRetry is null");
    requireNonNull(drainTimeout, "drainTimeout is null");
    requireNonNull(reconcile, "reconcile is null");
    checkPositive("send.deadline", deadline);
    check(maxAttempts >= 1, "send.max-attempts must be at least 1, was %s", maxAttempts);
    checkPositive("send.first-retry", firstRetry);
    checkPositive("send.drain-timeout", drainTimeout);
  }
}
