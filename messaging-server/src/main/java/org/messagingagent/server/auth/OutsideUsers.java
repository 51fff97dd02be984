package org.messagingagent.server.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.server.support.XmlText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who are not in the user table: what the application's authenticator admits, asked within
 * bounds. Safe for use by many threads.
 */
public final class OutsideUsers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OutsideUsers.class);

  private static final int MAX_NAME_LENGTH = 255;
  private static final int MOST_WAITING = 64;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private final Optional<Authenticator> authenticator;
  private final boolean alone;
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(10));
  private final ThreadPoolExecutor threads;

  /**
   * @param authenticator empty: there are none
   * @param alone whether the users of the table may not log on with their passwords
   */
  public OutsideUsers(Optional<Authenticator> authenticator, boolean alone) {
    this.authenticator = requireNonNull(authenticator, "authenticator is null");
    this.alone = alone && authenticator.isPresent();
    this.threads =
        DaemonThreads.pool(
            "log-on", Authenticator.MOST_AT_A_TIME, new ArrayBlockingQueue<>(MOST_WAITING));
  }

  /** Whether nobody else may log on with a password. */
  public boolean alone() {
    return alone;
  }

  /**
   * Whether the authenticator admits this user.
   *
   * @throws TooManyLogOnsException where too many are being checked already
   * @throws AuthenticatorFailedException where it gives no answer
   */
  boolean admits(String name, String password) {
    if (authenticator.isEmpty() || !isName(name)) {
      return false;
    }
    Future<Boolean> answer;
    try {
      answer = threads.submit(() -> authenticator.get().admits(name, password));
    } catch (RejectedExecutionException e) {
      throw new TooManyLogOnsException(MOST_WAITING);
    }
    try {
      return answer.get(Authenticator.LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failed("it threw " + e.getCause().getClass().getName());
    } catch (TimeoutException e) {
      throw failed("it did not answer within %d s".formatted(Authenticator.LONGEST_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuthenticatorFailedException("The server stops");
    } finally {
      answer.cancel(true);
    }
  }

  /** How many log-ons wait for their turn. */
  int waiting() {
    return threads.getQueue().size();
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME_LENGTH
        && XmlText.isFit(name)
        && !name.startsWith(Tickets.PREFIX);
  }

  private AuthenticatorFailedException failed(String why) {
    throttle.log(
        suppressed ->
            log.warn("The application's authenticator gave no answer: {}{}", why, suppressed));
    return new AuthenticatorFailedException("The authenticator gave no answer: " + why);
  }

  /** Interrupts what runs, and waits a moment for it. */
  @Override
  public void close() {
    DaemonThreads.end(threads, LAST_MOMENT);
  }
}
