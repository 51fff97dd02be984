package org.messagingagent.server;

import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * How long what has ended is kept.
 *
 * @param messages handled and discarded incoming messages, settled outgoing ones, and orphaned
 *     delivery reports; dead letters and whatever is not finished are never deleted
 * @param keys idempotency keys
 * @param reports how long delivery reports wait for their message; then they are orphaned
 * @param gatewayIds how long the gateways' ids of incoming messages are remembered; at least 7
 *     days, which plugins may rely on
 * @param interval how often is looked for what can go
 * @param step how many rows are deleted in one commit, 1 to 100,000
 */
public record RetentionConfig(
    Duration messages,
    Duration keys,
    Duration reports,
    Duration gatewayIds,
    Duration interval,
    int step) {

  // This stands first: the constant below is checked against it.
  private static final Duration LEAST_GATEWAY_IDS = Duration.ofDays(7);

  /**
   * Messages 30 days; keys and reports 24 hours (contract, "A repeat" and "Delivery status");
   * gateway ids 7 days.
   */
  public static final RetentionConfig DEFAULTS =
      new RetentionConfig(
          Duration.ofDays(30),
          Duration.ofHours(24),
          Duration.ofHours(24),
          LEAST_GATEWAY_IDS,
          Duration.ofMinutes(1),
          500);

  public RetentionConfig {
    checkPositive("retention.messages", messages);
    checkPositive("retention.keys", keys);
    checkPositive("retention.reports", reports);
    check(
        gatewayIds.compareTo(LEAST_GATEWAY_IDS) >= 0,
        "retention.gateway-ids must be at least 7d, was %s",
        gatewayIds);
    checkPositive("retention.interval", interval);
    check(step >= 1 && step <= 100_000, "retention.step must be 1 to 100000, was %s", step);
  }
}
