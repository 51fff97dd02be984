package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.CommitWatch;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TicketStore;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.ValueStore;

/** A store whose inbox and commits are counted. */
final class MeteredStore implements Store {

  private final Store store;
  private final InboxStore inbox;

  MeteredStore(Store store, MeterRegistry registry) {
    this.store = store;
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

  @Override
  public OutboxStore outbox() {
    return store.outbox();
  }

  @Override
  public UserStore users() {
    return store.users();
  }

  @Override
  public TicketStore tickets() {
    return store.tickets();
  }

  @Override
  public ValueStore values() {
    return store.values();
  }

  @Override
  public ClusterStore cluster() {
    return store.cluster();
  }

  @Override
  public AuditStore audit() {
    return store.audit();
  }

  @Override
  public Optional<TransactionStore> transactions() {
    return store.transactions();
  }

  @Override
  public CommitWatch commits() {
    return store.commits();
  }

  @Override
  public Optional<String> problem() {
    return store.problem();
  }

  @Override
  public void close() {
    store.close();
  }
}
