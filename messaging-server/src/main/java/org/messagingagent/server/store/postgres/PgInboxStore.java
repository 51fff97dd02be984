package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.IncomingRecords;
import org.messagingagent.server.store.engine.IncomingSteps;
import org.messagingagent.server.store.engine.QueueRows;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.WriteCommand;

/** The inbox in PostgreSQL. */
final class PgInboxStore implements InboxStore {

  /** The one whose turn it is; where nobody decided yet, the one that will have it. */
  static final String TURN =
      "SELECT id FROM (SELECT 0 AS n, h.id FROM incoming_message h WHERE h.plugin = ?"
          + " AND h.session_key = ? AND h.state = 0 AND h.due_at IS NOT NULL AND NOT h.undecided"
          + " UNION ALL (SELECT 1, u.id FROM incoming_message u WHERE u.plugin = ?"
          + " AND u.session_key = ? AND u.state = 0 AND u.undecided ORDER BY u.id LIMIT 1)) t"
          + " ORDER BY n, id LIMIT 1";

  private final Readers readers;
  private final GroupCommit commits;
  private final PgWriter writer;
  private final PgListener news;
  private final PgReady ready;
  private final IncomingRecords records;

  PgInboxStore(
      Readers readers, GroupCommit commits, PgWriter writer, PgListener news, PgEpoch epoch) {
    this.readers = readers;
    this.commits = commits;
    this.writer = writer;
    this.news = news;
    ready = new PgReady(readers, commits, epoch);
    records = new IncomingRecords(readers, PgDialect.INSTANCE);
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    return commits.submit(new WriteCommand.Accept(message));
  }

  @Override
  public void onReady(Consumer<List<StoredIncoming>> listener) {
    writer.onReady(listener);
  }

  @Override
  public void onElsewhere(Consumer<String> listener) {
    news.onElsewhere(listener);
  }

  /** What other nodes accept is told; this is for what was not heard. */
  @Override
  public Duration pollInterval() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    return ready.ready(plugin, partitions, now, excluded, maxMessages, maxBytes);
  }

  @Override
  public List<String> pluginsWithWaiting() {
    return counts().entrySet().stream()
        .filter(plugin -> plugin.getValue().containsKey(MessageState.WAITING))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    if (state != MessageState.HANDLED && state != MessageState.DEAD) {
      throw new IllegalArgumentException("A message ends HANDLED or DEAD, not " + state);
    }
    return commits.submit(new WriteCommand.Finish(id, epoch, state, failures, reason, now));
  }

  @Override
  public CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    return commits.submit(new WriteCommand.Postpone(id, epoch, failures, reason, due));
  }

  @Override
  public Map<String, Map<MessageState, Long>> counts() {
    return IncomingRecords.counts(readers.read(PgCounts::all));
  }

  @Override
  public List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    return records.list(filter, before, limit);
  }

  @Override
  public Matches matching(IncomingFilter filter, long after, long upTo, int scan) {
    return readers.read(
        statements ->
            IncomingSteps.read(filter, after, upTo, scan, PgDialect.INSTANCE, statements));
  }

  @Override
  public Optional<Instant> oldestDue(String plugin) {
    return readers.read(
        statements -> QueueRows.oldestDue(QueueRows.OLDEST_BY_PARTITION, plugin, statements));
  }

  @Override
  public List<PartitionQueue> partitions(String plugin) {
    return readers.read(statements -> QueueRows.partitions(plugin, statements));
  }

  @Override
  public Optional<IncomingRecord> find(long id) {
    return records.find(id);
  }

  @Override
  public OptionalLong turnOf(String plugin, String sessionKey) {
    return readers.read(
        statements -> {
          PreparedStatement turn = statements.prepare(TURN);
          turn.setString(1, plugin);
          turn.setString(2, PgText.stored(sessionKey));
          turn.setString(3, plugin);
          turn.setString(4, PgText.stored(sessionKey));
          try (ResultSet row = turn.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
          }
        });
  }

  @Override
  public CompletionStage<Optional<Retried>> retry(long id, Instant now) {
    return commits.submit(new WriteCommand.Retry(id, now));
  }

  @Override
  public CompletionStage<Optional<MessageState>> discard(long id, String reason, Instant now) {
    return commits.submit(new WriteCommand.Discard(id, reason, now));
  }

  @Override
  public CompletionStage<Integer> purge(MessageState state, Instant endedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeIncoming(state, endedBefore, limit));
  }

  @Override
  public CompletionStage<Integer> eraseContent(MessageState state, Instant endedBefore, int limit) {
    return commits.submit(new WriteCommand.EraseContent(state, endedBefore, limit));
  }

  @Override
  public CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeGatewayIds(receivedBefore, limit));
  }
}
