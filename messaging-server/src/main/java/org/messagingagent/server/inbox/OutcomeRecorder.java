package org.messagingagent.server.inbox;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.spi.HandleOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of one plugin's messages: done, again at a later time, or given up. Keeps
 * trying where the store does not take it. Safe for use by many threads.
 */
final class OutcomeRecorder {

  /** Who is told, on the store's thread: it must be short and must not block. */
  interface Listener {

    /**
     * The outcome is on disk, or nobody waits for it: after a stop, or where another node has the
     * message now. It is out of the lane's hands.
     *
     * @param due when its next attempt is due; {@link #NEVER} where there is none here
     */
    void recorded(StoredIncoming message, Instant due);
  }

  /** No further attempt. */
  static final Instant NEVER = Instant.MAX;

  private static final Logger log = LoggerFactory.getLogger(OutcomeRecorder.class);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);
  private static final long RECORD_AGAIN_MILLIS = 250;
  private static final Duration LATER = Duration.ofSeconds(1);

  private final String plugin;
  private final InboxStore store;
  private final DispatchConfig config;
  private final RetryPolicy retries;
  private final Clock clock;
  private final ScheduledExecutorService timer;
  private final Listener listener;
  private final LogThrottle retryLog = new LogThrottle(LOG_INTERVAL);
  private final LogThrottle overdueLog = new LogThrottle(LOG_INTERVAL);
  private final LogThrottle deadLog = new LogThrottle(LOG_INTERVAL);
  private final LogThrottle storeLog = new LogThrottle(LOG_INTERVAL);
  private volatile boolean stopped;

  OutcomeRecorder(
      String plugin,
      InboxStore store,
      DispatchConfig config,
      RetryPolicy retries,
      Clock clock,
      ScheduledExecutorService timer,
      Listener listener) {
    this.plugin = plugin;
    this.store = store;
    this.config = config;
    this.retries = retries;
    this.clock = clock;
    this.timer = timer;
    this.listener = listener;
  }

  /** From now on what the store does not take is left: it is handled again after the next start. */
  void stop() {
    stopped = true;
  }

  /**
   * A handler takes longer than it may, and may never end: its attempt counts from now on, also
   * where the process dies over it. The message stays held.
   */
  void overdue(StoredIncoming message, Duration limit) {
    String reason = "It takes longer than %s and was interrupted".formatted(inWords(limit));
    overdueLog.log(
        suppressed ->
            log.warn(
                "Plugin {} has been handling message {} for more than {} and was interrupted; it"
                    + " holds a thread until it ends, 'plugins restart {}' leaves it behind{}",
                plugin,
                message.id(),
                inWords(limit),
                plugin,
                suppressed));
    store.postpone(message.id(), message.epoch(), message.failures() + 1, reason, clock.instant());
  }

  /** A time as an operator reads it. */
  static String inWords(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** Nobody waits for this call any more: its message is handled again after the next start. */
  void leave(StoredIncoming message) {
    listener.recorded(message, NEVER);
  }

  /** It could not be begun with. It is as it was, and looked for again in a moment. */
  void later(StoredIncoming message) {
    listener.recorded(message, clock.instant().plus(LATER));
  }

  /** Writes down what a handler answered. The listener is told when that is on disk. */
  void record(StoredIncoming message, HandleOutcome outcome) {
    Instant now = clock.instant();
    int failures = message.failures() + 1;
    CompletionStage<Instant> recorded =
        switch (outcome.kind()) {
          case HANDLED -> finish(message, MessageState.HANDLED, message.failures(), "", now);
          case REJECTED -> die(message, failures, "Rejected: " + outcome.reason(), now);
          case RETRY ->
              retries.givesUpAfter(failures)
                  ? die(
                      message,
                      failures,
                      "Gave up after %d attempts: %s".formatted(failures, outcome.reason()),
                      now)
                  : postpone(message, failures, outcome, now);
        };
    recorded.whenComplete(
        (due, failure) -> {
          if (failure == null) {
            listener.recorded(message, due);
          } else {
            recordAgain(message, outcome, failure);
          }
        });
  }

  private CompletionStage<Instant> die(
      StoredIncoming message, int failures, String reason, Instant now) {
    deadLog.log(
        suppressed ->
            log.warn(
                "Message {} of plugin {} is a dead letter now. {}{}",
                message.id(),
                plugin,
                reason,
                suppressed));
    return finish(message, MessageState.DEAD, failures, reason, now);
  }

  private CompletionStage<Instant> finish(
      StoredIncoming message, MessageState state, int failures, String reason, Instant now) {
    return store
        .finish(message.id(), message.epoch(), state, failures, reason, now)
        .thenApply(done -> NEVER);
  }

  private CompletionStage<Instant> postpone(
      StoredIncoming message, int failures, HandleOutcome outcome, Instant now) {
    Instant due = now.plus(retries.delayAfter(failures, outcome.retryAfter()));
    retryLog.log(
        suppressed ->
            log.info(
                "Message {} of plugin {} failed {} of {} times and is tried again at {}: {}{}",
                message.id(),
                plugin,
                failures,
                config.maxAttempts(),
                due,
                outcome.reason(),
                suppressed));
    return store
        .postpone(message.id(), message.epoch(), failures, outcome.reason(), due)
        .thenApply(done -> done ? due : NEVER);
  }

  /**
   * The message was handled, and the store did not take that. It stays held, or it would be handled
   * again, and is recorded when the store is well again.
   */
  void recordAgain(StoredIncoming message, HandleOutcome outcome, Throwable failure) {
    storeLog.log(
        suppressed ->
            log.warn(
                "The outcome of message {} of plugin {} could not be recorded yet: {}{}",
                message.id(),
                plugin,
                failure.getMessage(),
                suppressed));
    if (stopped) {
      listener.recorded(message, NEVER);
      return;
    }
    try {
      timer.schedule(() -> recordLater(message, outcome), RECORD_AGAIN_MILLIS, MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("Message {} will be handled again after the next start", message.id());
      listener.recorded(message, NEVER);
    }
  }

  private void recordLater(StoredIncoming message, HandleOutcome outcome) {
    try {
      record(message, outcome);
    } catch (RuntimeException | Error e) {
      recordAgain(message, outcome, e);
    }
  }
}
