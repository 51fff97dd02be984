package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.QueueRows;
import org.messagingagent.server.store.engine.SqlInboxStore;
import org.messagingagent.server.store.engine.Statements;

/** The inbox in SQLite. */
final class SqliteInboxStore extends SqlInboxStore {

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
  private final SqliteWriter writer;

  SqliteInboxStore(SqliteReaders readers, GroupCommit commits, SqliteWriter writer) {
    super(readers, commits, SqliteDialect.INSTANCE, writer::counts);
    this.readers = readers;
    this.writer = writer;
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
  public Optional<Instant> oldestDue(String plugin) {
    return readers.read(
        statements -> QueueRows.oldestDue(QueueRows.OLDEST_BY_TIME, plugin, statements));
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
