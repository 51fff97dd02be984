package org.messagingagent.server;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what has ended is kept. Whatever is not finished is never deleted.
 *
 * @param messages orphaned delivery reports, and all of the messages below that have no time of
 *     their own
 * @param handled handled incoming messages; empty: as {@code messages}
 * @param discarded discarded incoming messages; empty: as {@code messages}
 * @param dead dead letters; empty: never deleted
 * @param outgoing settled outgoing messages; empty: as {@code messages}
 * @param content how long the texts of handled and discarded messages are kept, at least a minute;
 *     the rest of the message stays. Dead letters keep theirs, for they can be retried
 * @param audit records of what operators did
 * @param keys idempotency keys
 * @param reports how long delivery reports wait for their message; then they are orphaned
 * @param gatewayIds how long the gateways' ids of incoming messages are remembered; at least 7
 *     days, which plugins may rely on
 * @param interval how often is looked for what can go
 * @param step how many rows are deleted in one commit, 1 to 100,000
 */
public record RetentionConfig(
    Duration messages,
    Optional<Duration> handled,
    Optional<Duration> discarded,
    Optional<Duration> dead,
    Optional<Duration> outgoing,
    Duration content,
    Duration audit,
    Duration keys,
    Duration reports,
    Duration gatewayIds,
    Duration interval,
    int step) {

  // These stand first: the constant below is checked against them.
  private static final Duration LEAST_GATEWAY_IDS = Duration.ofDays(7);
  private static final Duration LEAST_CONTENT = Duration.ofMinutes(1);

  /**
   * Messages 30 days, dead letters for ever; content 7 days; audit records 365 days; keys and
   * reports 24 hours (contract, "A repeat" and "Delivery status"); gateway ids 7 days.
   */
  public static final RetentionConfig DEFAULTS =
      new RetentionConfig(
          Duration.ofDays(30),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofDays(7),
          Duration.ofDays(365),
          Duration.ofHours(24),
          Duration.ofHours(24),
          LEAST_GATEWAY_IDS,
          Duration.ofMinutes(1),
          500);

  public RetentionConfig {
    checkPositive("retention.messages", messages);
    checkWhereSet("retention.handled", handled);
    checkWhereSet("retention.discarded", discarded);
    checkWhereSet("retention.dead", dead);
    checkWhereSet("retention.outgoing", outgoing);
    requireNonNull(content, "content is null");
    // Below it, a message that is being committed could be passed over.
    check(
        content.compareTo(LEAST_CONTENT) >= 0,
        "retention.content must be at least 1m, was %s",
        content);
    checkPositive("retention.audit", audit);
    checkPositive("retention.keys", keys);
    checkPositive("retention.reports", reports);
    check(
        gatewayIds.compareTo(LEAST_GATEWAY_IDS) >= 0,
        "retention.gateway-ids must be at least 7d, was %s",
        gatewayIds);
    checkPositive("retention.interval", interval);
    check(step >= 1 && step <= 100_000, "retention.step must be 1 to 100000, was %s", step);
  }

  private static void checkWhereSet(String name, Optional<Duration> value) {
    requireNonNull(value, name + " is null");
    value.ifPresent(duration -> checkPositive(name, duration));
  }
}
