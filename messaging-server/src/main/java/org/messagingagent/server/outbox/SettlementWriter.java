package org.messagingagent.server.outbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what became of messages, and keeps trying where the store does not take it: the plugin
 * has been called, and that must not be forgotten while the process lives. Safe for use by many
 * threads.
 */
final class SettlementWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SettlementWriter.class);
  private static final long AGAIN_MILLIS = 250;

  private final OutboxStore store;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("settle-timer"));
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(1));

  SettlementWriter(OutboxStore store) {
    this.store = store;
  }

  /** Completes with the status as it is on disk then; never, where the store does not recover. */
  CompletableFuture<OutgoingStatus> write(String plugin, Settlement settlement) {
    CompletableFuture<OutgoingStatus> written = new CompletableFuture<>();
    attempt(plugin, settlement, written);
    return written;
  }

  private void attempt(
      String plugin, Settlement settlement, CompletableFuture<OutgoingStatus> written) {
    store
        .settle(settlement)
        .whenComplete(
            (status, failure) -> {
              if (failure == null) {
                written.complete(status);
                return;
              }
              throttle.log(
                  suppressed ->
                      log.warn(
                          "The outcome of outgoing message {} of plugin {} could not be recorded"
                              + " yet: {}{}",
                          settlement.messagingId(),
                          plugin,
                          failure.getMessage(),
                          suppressed));
              try {
                timer.schedule(
                    () -> attempt(plugin, settlement, written),
                    AGAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
              } catch (RejectedExecutionException stopped) {
                // The next start settles it as unknown, which is the truth by then.
                written.completeExceptionally(failure);
              }
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
