package org.messagingagent.server;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has ended and been kept long enough, and gives up on delivery reports that waited
 * too long for their message, in steps so small that callers do not notice.
 */
final class Housekeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
  private static final long STEP_SECONDS = 60;

  private final Store store;
  private final RetentionConfig config;
  private final Clock clock;
  private final ClockGuard guard;
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
    Instant messages = now.minus(config.messages());
    Instant keys = now.minus(config.keys());
    Instant oldGatewayIds = now.minus(config.gatewayIds());
    long incoming = inSteps(() -> store.inbox().purge(messages, keys, config.step()));
    orphanReports(now);
    long outgoing = 0;
    long reports = 0;
    Purged purged;
    do {
      purged = await(store.outbox().purge(messages, messages, keys, config.step()));
      outgoing += purged.messages();
      reports += purged.orphanedReports();
    } while (purged.total() > 0);
    long tickets = inSteps(() -> store.tickets().purge(now, config.step()));
    long gatewayIds = inSteps(() -> store.inbox().purgeGatewayIds(oldGatewayIds, config.step()));
    long values = inSteps(() -> store.values().purge(now, config.step()));
    if (incoming + outgoing + reports + tickets + gatewayIds + values > 0) {
      log.info(
          "Deleted what was kept long enough: {} incoming messages and keys, {} outgoing messages,"
              + " {} orphaned delivery reports, {} tickets, {} gateway ids, {} values of plugins",
          incoming,
          outgoing,
          reports,
          tickets,
          gatewayIds,
          values);
    }
  }

  /** Repeats a step until there is nothing left for it; how many rows it were. */
  private static long inSteps(Supplier<CompletionStage<Integer>> step)
      throws InterruptedException, ExecutionException, TimeoutException {
    long total = 0;
    int done;
    do {
      done = await(step.get());
      total += done;
    } while (done > 0);
    return total;
  }

  private void orphanReports(Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    Instant receivedBefore = now.minus(config.reports());
    long orphaned = inSteps(() -> store.outbox().orphanReports(receivedBefore, now, config.step()));
    if (orphaned > 0) {
      log.warn(
          "Newly orphaned delivery reports, whose message did not appear within {}: {};"
              + " 'receipts list --orphaned' shows them",
          config.reports(),
          orphaned);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
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

  private static <T> T await(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
  }
}
