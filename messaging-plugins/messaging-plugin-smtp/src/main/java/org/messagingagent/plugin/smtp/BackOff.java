package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps from connecting for a while after a failure, so that a server is not asked with each mail;
 * many log-ons that fail make servers lock the account. Safe for use by many threads.
 */
final class BackOff {

  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration ACCOUNT = Duration.ofSeconds(15);

  private Duration pause = Duration.ZERO;
  private Deadline until = Deadline.in(Duration.ZERO);
  private Optional<String> reason = Optional.empty();

  /**
   * Lets a connection be tried.
   *
   * @throws ConnectFailedException where the last one failed just now
   */
  synchronized void check() throws ConnectFailedException {
    if (reason.isPresent() && !until.isOver()) {
      throw new ConnectFailedException(reason.get(), until.left());
    }
  }

  synchronized void failed(ConnectFailedException e) {
    pause =
        e.refusesAccount()
            ? ACCOUNT
            : pause.isZero() ? FIRST : shorter(pause.multipliedBy(2), LONGEST);
    until = Deadline.in(pause);
    reason = Optional.of(e.getMessage());
  }

  synchronized void worked() {
    pause = Duration.ZERO;
    reason = Optional.empty();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
