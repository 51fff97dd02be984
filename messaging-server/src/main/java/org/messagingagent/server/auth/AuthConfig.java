package org.messagingagent.server.auth;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * How users log on.
 *
 * @param ticketLifetime how long a ticket is valid after its last use, at least; positive
 * @param maxTicketsPerUser at a log-on beyond this, the user's ticket that expires first is removed
 * @param concurrentHashes how many passwords are hashed at a time, 1 or more; each takes 19 MiB and
 *     one core
 * @param waitingHashes how many log-ons may wait for their turn; more are told to try again
 */
public record AuthConfig(
    Duration ticketLifetime, int maxTicketsPerUser, int concurrentHashes, int waitingHashes) {

  /** Six hours (contract, "Tickets and tokens"), 1,000 tickets a user, one hash a core. */
  public static final AuthConfig DEFAULTS =
      new AuthConfig(
          Duration.ofHours(6), 1_000, Math.max(1, Runtime.getRuntime().availableProcessors()), 64);

  public AuthConfig {
    requireNonNull(ticketLifetime, "ticketLifetime is null");
    checkPositive("auth.ticket-lifetime", ticketLifetime);
    check(
        maxTicketsPerUser >= 1,
        "auth.max-tickets-per-user must be at least 1, was %s",
        maxTicketsPerUser);
    check(
        concurrentHashes >= 1,
        "auth.concurrent-hashes must be at least 1, was %s",
        concurrentHashes);
    check(waitingHashes >= 0, "auth.waiting-hashes must not be negative, was %s", waitingHashes);
  }
}
