package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a call went.
 *
 * @param operation as the contract names it, such as {@code CreateMessage}
 * @param outcome how it ended
 * @param duration all its time, with log-on, repeats and pauses
 * @param attempts how often it was tried, 1 where it went well at once
 * @param failure what it threw; empty where it succeeded
 */
public record CallReport(
    String operation,
    Outcome outcome,
    Duration duration,
    int attempts,
    Optional<MessagingClientException> failure) {

  public CallReport {
    requireNonNull(operation, "operation is null");
    requireNonNull(outcome, "outcome is null");
    requireNonNull(duration, "duration is null");
    requireNonNull(failure, "failure is null");
  }

  /** The ways in which a call ends. */
  public enum Outcome {
    /** It was done. */
    SUCCEEDED,
    /** {@link RejectedException}. */
    REJECTED,
    /** {@link NotAuthenticatedException}. */
    NOT_AUTHENTICATED,
    /** {@link TryLaterException}. */
    TRY_LATER,
    /** {@link UnreachableException}. */
    UNREACHABLE,
    /** {@link OutcomeUnknownException}. */
    OUTCOME_UNKNOWN,
    /** {@link UnexpectedAnswerException}. */
    UNEXPECTED_ANSWER;

    static Outcome of(MessagingClientException failure) {
      if (failure instanceof RejectedException) {
        return REJECTED;
      }
      if (failure instanceof NotAuthenticatedException) {
        return NOT_AUTHENTICATED;
      }
      if (failure instanceof TryLaterException) {
        return TRY_LATER;
      }
      if (failure instanceof UnreachableException) {
        return UNREACHABLE;
      }
      return failure instanceof UnexpectedAnswerException ? UNEXPECTED_ANSWER : OUTCOME_UNKNOWN;
    }
  }
}
