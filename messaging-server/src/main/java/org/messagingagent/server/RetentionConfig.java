package org.messagingagent.server;

import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * How long what has ended is kept.
 *
 * @param messages handled and discarded incoming messages, and settled outgoing ones; dead letters
 *     and whatever is not finished are never deleted
 * @param keys idempotency keys
 * @param reports delivery reports whose message never appeared
 * @param interval how often is looked for what can go
 * @param step how many rows are deleted in one commit, 1 to 100,000
 */
public record RetentionConfig(
    Duration messages, Duration keys, Duration reports, Duration interval, int step) {

  /** Messages 30 days; keys and reports 24 hours (contract, "A repeat" and "Delivery status"). */
  public static final RetentionConfig DEFAULTS =
      new RetentionConfig(
          Duration.ofDays(30),
          Duration.ofHours(24),
          Duration.ofHours(24),
          Duration.ofMinutes(1),
          500);

  public RetentionConfig {
    checkPositive("retention.messages", messages);
    checkPositive("retention.keys", keys);
    checkPositive("retention.reports", reports);
    checkPositive("retention.interval", interval);
    check(step >= 1 && step <= 100_000, "retention.step must be 1 to 100000, was %s", step);
  }
}
