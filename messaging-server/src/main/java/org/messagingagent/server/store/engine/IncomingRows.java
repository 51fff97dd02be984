package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.messagingagent.server.store.StoredIncoming;

/** Rows of waiting messages with their content, as values. */
public final class IncomingRows {

  private static final String WAITING =
      "SELECT m.plugin, c.sender, c.receiver, c.content, c.format, m.session_key,"
          + " m.parent_messaging_id, m.received_at, m.failures, m.partition_no, m.trace_parent"
          + " FROM incoming_message m JOIN incoming_content c ON c.id = m.id"
          + " WHERE m.id = ? AND m.state = 0 AND m.due_at <= ?";

  private IncomingRows() {}

  /** The message, where it waits and is due at this time. */
  public static Optional<StoredIncoming> waiting(
      long id, long now, long epoch, Statements statements) throws SQLException {
    PreparedStatement waiting = statements.prepare(WAITING);
    waiting.setLong(1, id);
    waiting.setLong(2, now);
    try (ResultSet row = waiting.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      String sessionKey = row.getString(6);
      return Optional.of(
          new StoredIncoming(
              id,
              row.getString(1),
              row.getInt(10),
              epoch,
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              sessionKey == null ? "" : sessionKey,
              optionalInt(row, 7),
              Instant.ofEpochMilli(row.getLong(8)),
              row.getInt(9),
              Optional.ofNullable(row.getString(11))));
    }
  }

  public static OptionalInt optionalInt(ResultSet row, int column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
