package org.messagingagent.server.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the machine's clock was set back, while the server runs or while it was stopped.
 * What was due before would then wait until the clock has come there again, for hours or for years;
 * so all waiting messages are looked through, and those that are due later than can be are made due
 * now.
 */
final class ClockWatch {

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

  /** So much, clocks are corrected all the time; a message waits no longer for it than that. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final int PAGE = 1_000;

  private final InboxStore store;
  private final RetryPolicy retries;
  private final BooleanSupplier stopping;
  private final AtomicBoolean mending = new AtomicBoolean();
  private Instant latest = Instant.MIN;

  ClockWatch(InboxStore store, RetryPolicy retries, BooleanSupplier stopping) {
    this.store = store;
    this.retries = retries;
    this.stopping = stopping;
  }

  /** Goes by the time of the newest message from now on. */
  void start() {
    IncomingFilter any = new IncomingFilter(Optional.empty(), Optional.empty(), Optional.empty());
    store.list(any, Long.MAX_VALUE, 1).forEach(newest -> latest = newest.receivedAt());
  }

  /** Looks at the clock; to be called often, by one thread. */
  void look(Instant now) {
    if (!now.isBefore(latest.equals(Instant.MIN) ? now : latest.minus(TOLERANCE))) {
      latest = now.isAfter(latest) ? now : latest;
      return;
    }
    if (!mending.compareAndSet(false, true)) {
      return; // it is looked at again once that has ended
    }
    log.warn(
        "The clock was set back by {} s; messages that would wait for that are handled now",
        Duration.between(now, latest).toSeconds());
    latest = now;
    DaemonThreads.named("dispatch-clock").newThread(() -> mendSafely(now)).start();
  }

  private void mendSafely(Instant now) {
    try {
      long mended = mend(now);
      log.info("Messages that were due later than can be, and are due now: {}", mended);
    } catch (StoreException | CompletionException e) {
      log.warn(
          "Waiting messages could not be looked through; they wait until the clock has come to when"
              + " they are due, or for 'messages retry': {}",
          e.getMessage());
    } finally {
      mending.set(false);
    }
  }

  private long mend(Instant now) {
    IncomingFilter waiting =
        new IncomingFilter(Optional.empty(), Optional.of(MessageState.WAITING), Optional.empty());
    long mended = 0;
    long before = Long.MAX_VALUE;
    List<IncomingRecord> page;
    do {
      page = store.list(waiting, before, PAGE);
      List<CompletionStage<Optional<Retried>>> changes =
          page.stream()
              .filter(message -> isTooLate(message, now))
              .map(message -> store.retry(message.id(), now))
              .toList();
      changes.forEach(change -> change.toCompletableFuture().join());
      mended += changes.size();
      before = page.isEmpty() ? before : page.get(page.size() - 1).id();
    } while (page.size() == PAGE && !stopping.getAsBoolean());
    return mended;
  }

  private boolean isTooLate(IncomingRecord message, Instant now) {
    Instant last =
        message.failures() == 0 ? now : now.plus(retries.longestAfter(message.failures()));
    return message.due().filter(due -> due.isAfter(last)).isPresent();
  }
}
