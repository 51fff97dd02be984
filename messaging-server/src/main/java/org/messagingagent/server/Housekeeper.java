package org.messagingagent.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has ended and been kept long enough, erases contents before that, and gives up on
 * delivery reports that waited too long for their message.
 */
final class Housekeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);

  private final Store store;
  private final RetentionConfig config;
  private final Clock clock;
  private final ClockGuard guard;
  private final CarefulSteps steps = new CarefulSteps();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("housekeeper"));

  Housekeeper(Store store, RetentionConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.guard = new ClockGuard(store.values(), System::nanoTime);
  }

  void start() {
    long interval = config.interval().toMillis();
    timer.scheduleWithFixedDelay(this::runSafely, interval, interval, TimeUnit.MILLISECONDS);
  }

  /** Deletes all that can go now, and orphans the reports that are due for it. */
  void runOnce() throws InterruptedException, ExecutionException, TimeoutException {
    Instant now = clock.instant();
    int step = config.step();
    Round round = new Round();
    purgeIncoming(now, round);
    purgeOutgoing(now, round);
    orphanReports(now);
    Instant oldAudit = now.minus(config.audit());
    round.delete("audit records", () -> store.audit().purge(oldAudit, step));
    round.delete("tickets", () -> store.tickets().purge(now, step));
    Instant oldGatewayIds = now.minus(config.gatewayIds());
    round.delete("gateway ids", () -> store.inbox().purgeGatewayIds(oldGatewayIds, step));
    round.delete("values of plugins", () -> store.values().purge(now, step));
    round.tell();
  }

  @Override
  public void close() {
    steps.stop();
    timer.shutdownNow();
  }

  /** Records first: what goes as a whole need not have its content erased before. */
  private void purgeIncoming(Instant now, Round round)
      throws InterruptedException, ExecutionException, TimeoutException {
    InboxStore inbox = store.inbox();
    int step = config.step();
    Instant handled = now.minus(config.handled().orElse(config.messages()));
    round.delete("handled messages", () -> inbox.purge(MessageState.HANDLED, handled, step));
    Instant discarded = now.minus(config.discarded().orElse(config.messages()));
    round.delete("discarded messages", () -> inbox.purge(MessageState.DISCARDED, discarded, step));
    if (config.dead().isPresent()) {
      Instant dead = now.minus(config.dead().get());
      round.delete("dead letters", () -> inbox.purge(MessageState.DEAD, dead, step));
    }
    Instant content = now.minus(config.content());
    for (MessageState state : List.of(MessageState.HANDLED, MessageState.DISCARDED)) {
      round.delete(
          "contents of messages that stay", () -> inbox.eraseContent(state, content, step));
    }
  }

  private void purgeOutgoing(Instant now, Round round)
      throws InterruptedException, ExecutionException, TimeoutException {
    Instant messages = now.minus(config.outgoing().orElse(config.messages()));
    Instant orphaned = now.minus(config.messages());
    Instant keys = now.minus(config.keys());
    round.delete(
        "outgoing messages, orphaned delivery reports and keys",
        () ->
            store.outbox().purge(messages, orphaned, keys, config.step()).thenApply(Purged::total));
  }

  private void orphanReports(Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    Duration patience = config.reports();
    Instant receivedBefore = now.minus(patience);
    long orphaned =
        steps.run(
            "orphaning delivery reports",
            () -> store.outbox().orphanReports(receivedBefore, now, config.step()));
    if (orphaned > 0) {
      log.warn(
          "Newly orphaned delivery reports, whose message did not appear within {}: {};"
              + " 'receipts list --orphaned' shows them",
          patience,
          orphaned);
    }
  }

  private void runSafely() {
    try {
      if (guard.believes(clock.instant())) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      log.warn("Old messages could not be deleted, and are tried again later: {}", e.getMessage());
    }
  }

  /** What one look at everything did. */
  private final class Round {

    private final List<String> done = new ArrayList<>();

    void delete(String what, Supplier<CompletionStage<Integer>> step)
        throws InterruptedException, ExecutionException, TimeoutException {
      long rows = steps.run("deleting " + what, step);
      if (rows > 0) {
        done.add(rows + " " + what);
      }
    }

    void tell() {
      if (!done.isEmpty()) {
        log.info("Deleted what was kept long enough: {}", String.join(", ", done));
      }
    }
  }
}
