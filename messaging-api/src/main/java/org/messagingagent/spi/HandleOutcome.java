package org.messagingagent.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a handler answers for an incoming message: done, again, or never.
 *
 * @param kind what became of the message
 * @param reason why, for the operator; empty for {@link Kind#HANDLED}
 * @param retryAfter the least time until the next attempt, where the handler knows it; the server's
 *     own back-off applies where it is longer
 */
public record HandleOutcome(Kind kind, String reason, Optional<Duration> retryAfter) {

  /** What became of an incoming message. */
  public enum Kind {
    /** Done. The message is not given again. */
    HANDLED,
    /** Not now. The message is given again later, a bounded number of times. */
    RETRY,
    /** Never. The message becomes a dead letter with the reason, for an operator to look at. */
    REJECTED
  }

  private static final HandleOutcome HANDLED =
      new HandleOutcome(Kind.HANDLED, "", Optional.empty());

  public HandleOutcome {
    requireNonNull(kind, "kind is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(retryAfter, "retryAfter is null");
  }

  /** The message is done with. */
  public static HandleOutcome handled() {
    return HANDLED;
  }

  /** Give the message again later. */
  public static HandleOutcome retry(String reason) {
    return new HandleOutcome(Kind.RETRY, reason, Optional.empty());
  }

  /** Give the message again, not before this time has passed. */
  public static HandleOutcome retry(String reason, Duration after) {
    return new HandleOutcome(Kind.RETRY, reason, Optional.of(after));
  }

  /** Never give the message again; it is kept as a dead letter with this reason. */
  public static HandleOutcome rejected(String reason) {
    return new HandleOutcome(Kind.REJECTED, reason, Optional.empty());
  }
}
