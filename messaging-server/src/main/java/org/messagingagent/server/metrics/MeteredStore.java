package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.CommitWatch;
import org.messagingagent.server.store.ForwardingStore;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.Store;

/** A store whose inbox and commits are counted. */
final class MeteredStore extends ForwardingStore {

  private final InboxStore inbox;

  MeteredStore(Store store, MeterRegistry registry) {
    super(store);
    IncomingMeters incoming = new IncomingMeters(registry);
    this.inbox = new MeteredInbox(store.inbox(), incoming);
    store
        .transactions()
        .ifPresent(
            transactions ->
                transactions.onAccepted(
                    (plugin, messages) -> incoming.of(plugin).accepted().increment(messages)));
    CommitWatch commits = store.commits();
    DistributionSummary sizes =
        DistributionSummary.builder("messaging.store.commit.writes")
            .description("Writes that one commit took to disk together")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
            .register(registry);
    Timer times =
        Times.calls("messaging.store.commit.time", "Time of one commit, its statements included")
            .register(registry);
    Gauge.builder("messaging.store.queue", commits::waiting)
        .description("Writes that wait for their commit")
        .register(registry);
    commits.onCommit(
        (writes, nanos) -> {
          sizes.record(writes);
          times.record(nanos, TimeUnit.NANOSECONDS);
        });
  }

  @Override
  public InboxStore inbox() {
    return inbox;
  }
}
