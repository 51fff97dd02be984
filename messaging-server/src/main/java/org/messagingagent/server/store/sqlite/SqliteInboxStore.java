package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.WriteCommand;

/** The inbox in SQLite. */
final class SqliteInboxStore implements InboxStore {

  /** One server owns the file, and all of it, for as long as it has it open. */
  static final long EPOCH = 0;

  /** Answered from the index alone, in its order. */
  static final String READY =
      "SELECT id FROM incoming_message WHERE plugin = ? AND state = 0 AND due_at IS NOT NULL"
          + " AND due_at <= ? ORDER BY due_at, id";

  static final String NEXT_DUE =
      "SELECT due_at FROM incoming_message WHERE plugin = ? AND state = 0 AND due_at IS NOT NULL"
          + " AND due_at > ? ORDER BY due_at LIMIT 1";

  /** Most often the first that the index gives; by due_at it would look at all of the plugin. */
  static final String TURN =
      "SELECT id FROM incoming_message INDEXED BY incoming_session WHERE plugin = ?"
          + " AND session_key = ? AND state = 0 AND due_at IS NOT NULL ORDER BY id LIMIT 1";

  private final SqliteReaders readers;
  private final GroupCommit commits;
  private final SqliteWriter writer;
  private final IncomingRecords records;

  SqliteInboxStore(SqliteReaders readers, GroupCommit commits, SqliteWriter writer) {
    this.readers = readers;
    this.commits = commits;
    this.writer = writer;
    records = new IncomingRecords(readers, SqliteDialect.INSTANCE);
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
    // Nobody else writes to the file.
  }

  @Override
  public Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    return readers.read(
        statements -> {
          long millis = now.toEpochMilli();
          List<Long> ids = readyIds(plugin, millis, excluded, maxMessages, statements);
          List<StoredIncoming> messages = new ArrayList<>(ids.size());
          long bytes = 0;
          for (long id : ids) {
            // Looked at again, after the exclusion was asked for: it may have ended meanwhile.
            Optional<StoredIncoming> message = IncomingRows.waiting(id, millis, EPOCH, statements);
            if (message.isPresent() && partitions.contains(message.get().partition())) {
              messages.add(message.get());
              bytes += message.get().size();
              if (bytes > maxBytes) {
                break;
              }
            }
          }
          return new Ready(List.copyOf(messages), nextDue(plugin, millis, statements));
        });
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
    return IncomingRecords.counts(writer.counts());
  }

  @Override
  public List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    return records.list(filter, before, limit);
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
          turn.setString(2, sessionKey);
          try (ResultSet row = turn.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
          }
        });
  }

  @Override
  public CompletionStage<Optional<MessageState>> retry(long id, Instant now) {
    return commits.submit(new WriteCommand.Retry(id, now));
  }

  @Override
  public CompletionStage<Optional<MessageState>> discard(long id, String reason, Instant now) {
    return commits.submit(new WriteCommand.Discard(id, reason, now));
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedBefore, Instant keysBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeIncoming(endedBefore, keysBefore, limit));
  }

  @Override
  public CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeGatewayIds(receivedBefore, limit));
  }

  private static Optional<Instant> nextDue(String plugin, long now, Statements statements)
      throws SQLException {
    PreparedStatement next = statements.prepare(NEXT_DUE);
    next.setString(1, plugin);
    next.setLong(2, now);
    try (ResultSet row = next.executeQuery()) {
      return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
    }
  }

  private static List<Long> readyIds(
      String plugin, long now, LongPredicate excluded, int maxMessages, Statements statements)
      throws SQLException {
    PreparedStatement ready = statements.prepare(READY);
    ready.setString(1, plugin);
    ready.setLong(2, now);
    List<Long> ids = new ArrayList<>();
    try (ResultSet row = ready.executeQuery()) {
      while (ids.size() < maxMessages && row.next()) {
        long id = row.getLong(1);
        if (!excluded.test(id)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
