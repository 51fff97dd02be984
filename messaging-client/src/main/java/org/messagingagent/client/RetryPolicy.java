package org.messagingagent.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * When a call is made again: where the server was not reached, is busy, or its answer was lost, a
 * bounded number of times, with pauses that double and vary.
 *
 * @param repeatAfterLostAnswer asked when an answer to a call that stores or sends was lost
 * @param pauses what a pause becomes before it is made; itself, but in tests
 */
record RetryPolicy(
    int retries, BooleanSupplier repeatAfterLostAnswer, UnaryOperator<Duration> pauses) {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /**
   * The pause before the next attempt; empty where there is to be none.
   *
   * @param made the attempts until now
   * @param left what is left of the call's time
   */
  Optional<Duration> pauseAfter(int made, MessagingClientException failure, Duration left) {
    boolean lost = failure instanceof OutcomeUnknownException;
    if (made > retries || !isTemporary(failure) || lost && !repeatAfterLostAnswer.getAsBoolean()) {
      return Optional.empty();
    }
    Duration pause = backOff(made);
    if (failure instanceof TryLaterException later && later.retryAfter().isPresent()) {
      Duration asked = later.retryAfter().get();
      pause = asked.compareTo(pause) > 0 ? asked : pause;
    }
    return pause.compareTo(left) < 0 ? Optional.of(pauses.apply(pause)) : Optional.empty();
  }

  private static boolean isTemporary(MessagingClientException failure) {
    return failure instanceof UnreachableException
        || failure instanceof TryLaterException
        || failure instanceof OutcomeUnknownException;
  }

  private static Duration backOff(int made) {
    long longest = FIRST_PAUSE.multipliedBy(1L << Math.min(made - 1, 16)).toMillis();
    long most = Math.min(longest, LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }
}
