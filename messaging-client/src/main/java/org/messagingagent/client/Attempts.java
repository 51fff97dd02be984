package org.messagingagent.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a call again while that is safe and useful: where the server was not reached, is busy, or
 * its answer was lost, a bounded number of times, with pauses that double and vary, within a
 * deadline.
 */
final class Attempts {

  private static final Logger log = LoggerFactory.getLogger(Attempts.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final int retries;
  private final boolean repeatAfterLostAnswer;
  private final Pauses pauses;

  Attempts(int retries, boolean repeatAfterLostAnswer, Pauses pauses) {
    this.retries = retries;
    this.repeatAfterLostAnswer = repeatAfterLostAnswer;
    this.pauses = pauses;
  }

  /** One attempt; its failures are {@link MessagingClientException}s. */
  @FunctionalInterface
  interface Attempt<T> {
    T make();
  }

  /**
   * @param operation for the log
   */
  <T> T run(String operation, Effect effect, Deadline deadline, Attempt<T> attempt) {
    boolean mayBeDone = false;
    for (int made = 1; ; made++) {
      MessagingClientException failure;
      try {
        return attempt.make();
      } catch (MessagingClientException e) {
        failure = e;
      }
      boolean lost = failure instanceof OutcomeUnknownException;
      mayBeDone |= lost;
      Duration pause = pauseAfter(made, failure);
      boolean again =
          made <= retries
              && isTemporary(failure)
              && (!lost || repeatAfterLostAnswer)
              && pause.compareTo(deadline.left()) < 0;
      if (!again) {
        throw settle(failure, mayBeDone && effect == Effect.CHANGE);
      }
      log.debug("{}: attempt {} failed, next in {}", operation, made, pause, failure);
      try {
        pauses.pause(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw settle(failure, mayBeDone && effect == Effect.CHANGE);
      }
    }
  }

  private static boolean isTemporary(MessagingClientException failure) {
    return failure instanceof UnreachableException
        || failure instanceof TryLaterException
        || failure instanceof OutcomeUnknownException;
  }

  /** A later attempt that did not get through says nothing about an earlier one that may have. */
  private static MessagingClientException settle(
      MessagingClientException failure, boolean mayBeDone) {
    if (!mayBeDone
        || failure instanceof OutcomeUnknownException
        || failure instanceof RejectedException) {
      return failure;
    }
    return new OutcomeUnknownException(
        "An answer was lost, so it is not known whether the call was done; at last: "
            + failure.getMessage(),
        failure);
  }

  private static Duration pauseAfter(int made, MessagingClientException failure) {
    Duration most = FIRST_PAUSE.multipliedBy(1L << Math.min(made - 1, 16));
    if (most.compareTo(LONGEST_PAUSE) > 0) {
      most = LONGEST_PAUSE;
    }
    long millis = most.toMillis();
    Duration pause =
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    Optional<Duration> asked =
        failure instanceof TryLaterException later ? later.retryAfter() : Optional.empty();
    return asked.filter(time -> time.compareTo(pause) > 0).orElse(pause);
  }
}
