package org.messagingagent.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.messagingagent.server.metrics.IncomingMeters.OfPlugin;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;

/** An inbox that is counted: what is accepted, and what is done through one plugin's view of it. */
final class MeteredInbox implements InboxStore {

  private final InboxStore inbox;
  private final IncomingMeters meters;
  private final Optional<OfPlugin> mine;

  MeteredInbox(InboxStore inbox, IncomingMeters meters) {
    this(inbox, meters, Optional.empty());
  }

  private MeteredInbox(InboxStore inbox, IncomingMeters meters, Optional<OfPlugin> mine) {
    this.inbox = inbox;
    this.meters = meters;
    this.mine = mine;
  }

  @Override
  public InboxStore of(String plugin) {
    return new MeteredInbox(inbox.of(plugin), meters, Optional.of(meters.of(plugin)));
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    long start = System.nanoTime();
    OfPlugin of = meters.of(message.plugin());
    CompletionStage<Acceptance> stage = inbox.accept(message);
    stage.thenAccept(
        acceptance -> {
          switch (acceptance.kind()) {
            case STORED -> {
              of.accepted().increment();
              of.acceptTime().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            case REPEATED -> of.repeated().increment();
            case KEY_REUSED -> {
              // Refused, and counted as such where the refusal is made.
            }
          }
        });
    return stage;
  }

  @Override
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    CompletionStage<Boolean> stage = inbox.finish(id, epoch, state, failures, reason, now);
    mine.ifPresent(
        of ->
            stage.thenAccept(
                done -> {
                  if (done) {
                    (state == MessageState.HANDLED ? of.handled() : of.dead()).increment();
                  }
                }));
    return stage;
  }

  @Override
  public CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    CompletionStage<Boolean> stage = inbox.postpone(id, epoch, failures, reason, due);
    mine.ifPresent(
        of ->
            stage.thenAccept(
                done -> {
                  if (done) {
                    of.retries().increment();
                  }
                }));
    return stage;
  }

  @Override
  public Duration pollInterval() {
    return inbox.pollInterval();
  }

  @Override
  public void onReady(Consumer<List<StoredIncoming>> listener) {
    inbox.onReady(listener);
  }

  @Override
  public void onElsewhere(Consumer<String> listener) {
    inbox.onElsewhere(listener);
  }

  @Override
  public Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    return inbox.ready(plugin, partitions, now, excluded, maxMessages, maxBytes);
  }

  @Override
  public List<String> pluginsWithWaiting() {
    return inbox.pluginsWithWaiting();
  }

  @Override
  public Map<String, Map<MessageState, Long>> counts() {
    return inbox.counts();
  }

  @Override
  public List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    return inbox.list(filter, before, limit);
  }

  @Override
  public Matches matching(IncomingFilter filter, long after, long upTo, int scan) {
    return inbox.matching(filter, after, upTo, scan);
  }

  @Override
  public Optional<Instant> oldestDue(String plugin) {
    return inbox.oldestDue(plugin);
  }

  @Override
  public List<PartitionQueue> partitions(String plugin) {
    return inbox.partitions(plugin);
  }

  @Override
  public Optional<IncomingRecord> find(long id) {
    return inbox.find(id);
  }

  @Override
  public OptionalLong turnOf(String plugin, String sessionKey) {
    return inbox.turnOf(plugin, sessionKey);
  }

  @Override
  public CompletionStage<Optional<Retried>> retry(long id, Instant now) {
    return inbox.retry(id, now);
  }

  @Override
  public CompletionStage<Optional<MessageState>> discard(long id, String reason, Instant now) {
    return inbox.discard(id, reason, now);
  }

  @Override
  public CompletionStage<Integer> purge(MessageState state, Instant endedBefore, int limit) {
    return inbox.purge(state, endedBefore, limit);
  }

  @Override
  public CompletionStage<Integer> eraseContent(MessageState state, Instant endedBefore, int limit) {
    return inbox.eraseContent(state, endedBefore, limit);
  }

  @Override
  public CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit) {
    return inbox.purgeGatewayIds(receivedBefore, limit);
  }
}
