package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.OutboxStore.ReportCounts;
import org.messagingagent.server.store.Store;

/** How many messages stand where in the database. On several nodes each shows the same. */
final class StoreMeters implements StateMeters.Part {

  private final Store store;
  private final Clock clock;
  private final GaugeRows incoming;
  private final GaugeRows oldest;
  private final GaugeRows outgoing;
  private final GaugeRows receipts;
  private volatile int problem;

  StoreMeters(MeterRegistry registry, Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    incoming =
        GaugeRows.of(
            registry, "messaging.incoming.messages", "Incoming messages in the database, by state");
    oldest =
        GaugeRows.ofSeconds(
            registry,
            "messaging.incoming.oldest.age",
            "For how long the message has been due that has been due for longest; 0 where none is");
    outgoing =
        GaugeRows.of(
            registry,
            "messaging.outgoing.messages",
            "Outgoing messages in the database, by status");
    receipts =
        GaugeRows.of(
            registry,
            "messaging.outgoing.receipts",
            "Delivery reports without a message: waiting for it, or orphaned");
    Gauge.builder("messaging.store.problem", () -> problem)
        .description("1 where the database does not take writes or does not answer")
        .register(registry);
  }

  @Override
  public void refresh() {
    problem = store.problem().isPresent() ? 1 : 0;
    InboxStore inbox = store.inbox();
    Map<String, Map<MessageState, Long>> counts = inbox.counts();
    incoming.show(incomingRows(counts));
    oldest.show(oldestRows(inbox, counts));
    outgoing.show(outgoingRows(store.outbox().counts()));
    receipts.show(receiptRows(store.outbox().reportCounts()));
  }

  private static Map<Tags, Number> incomingRows(Map<String, Map<MessageState, Long>> counts) {
    Map<Tags, Number> rows = new HashMap<>();
    counts.forEach(
        (plugin, states) -> {
          for (MessageState state : MessageState.values()) {
            rows.put(tags(plugin, "state", word(state.name())), states.getOrDefault(state, 0L));
          }
        });
    return rows;
  }

  private Map<Tags, Number> oldestRows(
      InboxStore inbox, Map<String, Map<MessageState, Long>> counts) {
    Instant now = clock.instant();
    Map<Tags, Number> rows = new HashMap<>();
    counts.forEach(
        (plugin, states) -> {
          boolean waits = states.getOrDefault(MessageState.WAITING, 0L) > 0;
          Duration age = waits ? oldestAge(inbox, plugin, now) : Duration.ZERO;
          rows.put(Tags.of("plugin", plugin), Math.max(0, age.toMillis()) / 1_000.0);
        });
    return rows;
  }

  private static Duration oldestAge(InboxStore inbox, String plugin, Instant now) {
    return inbox.oldestDue(plugin).map(due -> Duration.between(due, now)).orElse(Duration.ZERO);
  }

  private static Map<Tags, Number> outgoingRows(Map<String, Map<String, Long>> counts) {
    Map<Tags, Number> rows = new HashMap<>();
    counts.forEach(
        (plugin, statuses) ->
            statuses.forEach(
                (status, count) -> rows.put(tags(plugin, "status", word(status)), count)));
    return rows;
  }

  private static Map<Tags, Number> receiptRows(Map<String, ReportCounts> counts) {
    Map<Tags, Number> rows = new HashMap<>();
    counts.forEach(
        (plugin, count) -> {
          rows.put(tags(plugin, "state", "waiting"), count.waiting());
          rows.put(tags(plugin, "state", "orphaned"), count.orphaned());
        });
    return rows;
  }

  private static Tags tags(String plugin, String key, String value) {
    return Tags.of("plugin", plugin, key, value);
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '_');
  }
}
