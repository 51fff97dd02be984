package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/** An inbox that hands all on to another: to change what some of it does. */
public abstract class ForwardingInbox implements InboxStore {

  private final InboxStore inbox;

  protected ForwardingInbox(InboxStore inbox) {
    this.inbox = requireNonNull(inbox, "inbox is null");
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    return inbox.accept(message);
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
  public Duration pollInterval() {
    return inbox.pollInterval();
  }

  @Override
  public InboxStore of(String plugin) {
    return inbox.of(plugin);
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
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    return inbox.finish(id, epoch, state, failures, reason, now);
  }

  @Override
  public CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    return inbox.postpone(id, epoch, failures, reason, due);
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
