package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;
import java.util.Optional;

/**
 * How messages are handed to their plugins.
 *
 * @param windowPerPlugin how many messages of one plugin are held in memory, 1 or more; the others
 *     stay in the store
 * @param windowBytes how many bytes all held messages together may take, 1 MiB or more; each plugin
 *     has the share that its limits say, which its last message may go over
 * @param maxAttempts after so many failures a message becomes a dead letter, 1 or more
 * @param firstRetry the time from a first failure to the next attempt; it doubles with each failure
 * @param longestRetry the longest time between two attempts
 * @param pollInterval how often the store is looked at for what was not announced; empty: as often
 *     as the store needs it, see {@link org.messagingagent.server.store.InboxStore#pollInterval}
 * @param drainTimeout how long a stop waits for handlers before it interrupts them
 */
public record DispatchConfig(
    int windowPerPlugin,
    long windowBytes,
    int maxAttempts,
    Duration firstRetry,
    Duration longestRetry,
    Optional<Duration> pollInterval,
    Duration drainTimeout) {

  private static final long MIB = 1024L * 1024L;

  /**
   * 20 attempts with one second doubling up to an hour between them: a gateway may be away for
   * about nine hours.
   */
  public static final DispatchConfig DEFAULTS =
      new DispatchConfig(
          1_000,
          Math.max(8 * MIB, Runtime.getRuntime().maxMemory() / 8),
          20,
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Optional.empty(),
          Duration.ofSeconds(20));

  public DispatchConfig {
    requireNonNull(firstRetry, "firstRetry is null");
    requireNonNull(longestRetry, "longestRetry is null");
    requireNonNull(pollInterval, "pollInterval is null");
    requireNonNull(drainTimeout, "drainTimeout is null");
    check(
        windowPerPlugin >= 1,
        "dispatch.window-per-plugin must be at least 1, was %s",
        windowPerPlugin);
    check(windowBytes >= MIB, "dispatch.window-bytes must be at least 1 MiB, was %s", windowBytes);
    check(maxAttempts >= 1, "dispatch.max-attempts must be at least 1, was %s", maxAttempts);
    checkPositive("dispatch.first-retry", firstRetry);
    check(
        longestRetry.compareTo(firstRetry) >= 0,
        "dispatch.longest-retry must not be below dispatch.first-retry, was %s",
        longestRetry);
    pollInterval.ifPresent(interval -> checkPositive("dispatch.poll-interval", interval));
    check(
        !drainTimeout.isNegative(),
        "dispatch.drain-timeout must not be negative, was %s",
        drainTimeout);
  }

  /** As the canonical constructor, with a poll interval whatever the store. */
  public DispatchConfig(
      int windowPerPlugin,
      long windowBytes,
      int maxAttempts,
      Duration firstRetry,
      Duration longestRetry,
      Duration pollInterval,
      Duration drainTimeout) {
    this(
        windowPerPlugin,
        windowBytes,
        maxAttempts,
        firstRetry,
        longestRetry,
        Optional.of(pollInterval),
        drainTimeout);
  }
}
