package org.messagingagent.server.outbox;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.time.Duration;

/**
 * When a plugin is asked what became of a message whose outcome is unknown.
 *
 * @param first the time until it is asked first; it doubles with each answer that tells nothing
 * @param longest the longest time between two inquiries; not below {@code first}
 * @param giveUpAfter the age of a message at which it is asked for no more; positive
 */
public record ReconcileConfig(Duration first, Duration longest, Duration giveUpAfter) {

  /** After 10 seconds, then at growing intervals up to 10 minutes, for a day. */
  public static final ReconcileConfig DEFAULTS =
      new ReconcileConfig(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofHours(24));

  public ReconcileConfig {
    requireNonNull(first, "first is null");
    requireNonNull(longest, "longest is null");
    requireNonNull(giveUpAfter, "giveUpAfter is null");
    checkPositive("send.reconcile-first", first);
    check(
        longest.compareTo(first) >= 0,
        "send.reconcile-longest must not be below send.reconcile-first, was %s",
        longest);
    checkPositive("send.reconcile-for", giveUpAfter);
  }
}
