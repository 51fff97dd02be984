package org.messagingagent.server.cluster;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.time.Duration;
import java.util.Optional;

/**
 * This server as one of several on one database.
 *
 * @param name unique among the nodes, at most 60 characters; empty: the machine's name and a few
 *     letters that are kept in the data directory
 * @param lease after so long without a sign of life the others take over, 3 s to 5 min
 * @param readyDelay how long a stop goes on taking requests after it has begun to answer that the
 *     server is not ready, so that a balancer sees that in time; 0 to 5 min
 */
public record NodeConfig(Optional<String> name, Duration lease, Duration readyDelay) {

  private static final int MAX_NAME = 60;
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration LONGEST_BEAT = Duration.ofSeconds(2);
  private static final Duration SHORTEST_MARGIN = Duration.ofSeconds(1);

  /** Named after the machine, with a lease of 9 s, and a stop that waits for no balancer. */
  public static final NodeConfig DEFAULTS =
      new NodeConfig(Optional.empty(), Duration.ofSeconds(9), Duration.ZERO);

  public NodeConfig {
    requireNonNull(name, "name is null");
    requireNonNull(lease, "lease is null");
    requireNonNull(readyDelay, "readyDelay is null");
    name.ifPresent(
        given ->
            check(
                given.length() <= MAX_NAME && given.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
                "node.name must have 1 to 60 letters, digits, dots, hyphens and underscores, and"
                    + " begin with a letter or digit, was '%s'",
                given));
    check(
        lease.compareTo(SHORTEST_LEASE) >= 0 && lease.compareTo(LONGEST) <= 0,
        "node.lease must be 3 s to 5 min, was %s",
        lease);
    check(
        !readyDelay.isNegative() && readyDelay.compareTo(LONGEST) <= 0,
        "http.ready-delay must be 0 s to 5 min, was %s",
        readyDelay);
  }

  /** How often this node says that it is alive. */
  Duration beat() {
    Duration quarter = lease.dividedBy(4);
    return quarter.compareTo(LONGEST_BEAT) < 0 ? quarter : LONGEST_BEAT;
  }

  /** For how long before the end of its lease a node begins nothing: clocks run at odd speeds. */
  Duration margin() {
    Duration share = lease.dividedBy(50);
    return share.compareTo(SHORTEST_MARGIN) > 0 ? share : SHORTEST_MARGIN;
  }
}
