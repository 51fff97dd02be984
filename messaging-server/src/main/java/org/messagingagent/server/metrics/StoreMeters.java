package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private final MultiGauge incoming;
  private final MultiGauge oldest;
  private final MultiGauge outgoing;
  private final MultiGauge receipts;
  private volatile int problem;

  StoreMeters(MeterRegistry registry, Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    incoming =
        MultiGauge.builder("messaging.incoming.messages")
            .description("Incoming messages in the database, by state")
            .register(registry);
    oldest =
        MultiGauge.builder("messaging.incoming.oldest.age")
            .description(
                "For how long the message has been due that has been due for longest; 0 where none is")
            .baseUnit("seconds")
            .register(registry);
    outgoing =
        MultiGauge.builder("messaging.outgoing.messages")
            .description("Outgoing messages in the database, by status")
            .register(registry);
    receipts =
        MultiGauge.builder("messaging.outgoing.receipts")
            .description("Delivery reports without a message: waiting for it, or orphaned")
            .register(registry);
    Gauge.builder("messaging.store.problem", () -> problem)
        .description("1 where the database does not take writes or does not answer")
        .register(registry);
  }

  @Override
  public void refresh() {
    problem = store.problem().isPresent() ? 1 : 0;
    InboxStore inbox = store.inbox();
    Map<String, Map<MessageState, Long>> counts = inbox.counts();
    incoming.register(incomingRows(counts), true);
    oldest.register(oldestRows(inbox, counts), true);
    outgoing.register(outgoingRows(store.outbox().counts()), true);
    receipts.register(receiptRows(store.outbox().reportCounts()), true);
  }

  private static List<Row<?>> incomingRows(Map<String, Map<MessageState, Long>> counts) {
    List<Row<?>> rows = new ArrayList<>();
    counts.forEach(
        (plugin, states) -> {
          for (MessageState state : MessageState.values()) {
            rows.add(row(plugin, "state", word(state.name()), states.getOrDefault(state, 0L)));
          }
        });
    return rows;
  }

  private List<Row<?>> oldestRows(InboxStore inbox, Map<String, Map<MessageState, Long>> counts) {
    Instant now = clock.instant();
    List<Row<?>> rows = new ArrayList<>();
    counts.forEach(
        (plugin, states) -> {
          boolean waits = states.getOrDefault(MessageState.WAITING, 0L) > 0;
          Duration age = waits ? oldestAge(inbox, plugin, now) : Duration.ZERO;
          rows.add(Row.of(Tags.of("plugin", plugin), Math.max(0, age.toMillis()) / 1_000.0));
        });
    return rows;
  }

  private static Duration oldestAge(InboxStore inbox, String plugin, Instant now) {
    return inbox.oldestDue(plugin).map(due -> Duration.between(due, now)).orElse(Duration.ZERO);
  }

  private static List<Row<?>> outgoingRows(Map<String, Map<String, Long>> counts) {
    List<Row<?>> rows = new ArrayList<>();
    counts.forEach(
        (plugin, statuses) ->
            statuses.forEach(
                (status, count) -> rows.add(row(plugin, "status", word(status), count))));
    return rows;
  }

  private static List<Row<?>> receiptRows(Map<String, ReportCounts> counts) {
    List<Row<?>> rows = new ArrayList<>();
    counts.forEach(
        (plugin, count) -> {
          rows.add(row(plugin, "state", "waiting", count.waiting()));
          rows.add(row(plugin, "state", "orphaned", count.orphaned()));
        });
    return rows;
  }

  private static Row<?> row(String plugin, String key, String value, long count) {
    return Row.of(Tags.of("plugin", plugin, key, value), count);
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '_');
  }
}
