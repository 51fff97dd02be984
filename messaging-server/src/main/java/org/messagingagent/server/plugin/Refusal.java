package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a plugin is not called now. It uses up no attempt of a message.
 *
 * @param kind what keeps it
 * @param reason for callers and operators, such as {@code "an operator paused it"}
 * @param retryAfter when it may be called, where that is known
 */
public record Refusal(Kind kind, String reason, Optional<Duration> retryAfter) {

  /** What keeps a plugin from being called. */
  public enum Kind {
    /** An operator paused it. */
    PAUSED,
    /** Too many of its last calls failed. */
    BREAKER_OPEN,
    /** It has had its calls of this moment. */
    RATE_LIMITED,
    /** All of its threads hang in calls that do not end. */
    STUCK,
    /** It is being stopped. */
    STOPPING
  }

  public Refusal {
    requireNonNull(kind, "kind is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(retryAfter, "retryAfter is null");
  }
}
