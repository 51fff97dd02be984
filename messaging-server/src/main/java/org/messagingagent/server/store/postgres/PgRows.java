package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.Statements;

/** Rows of waiting messages with their content, as values. */
final class PgRows {

  private static final String WAITING =
      "SELECT m.id, m.plugin, m.partition_no, c.sender, c.receiver, c.content, c.format,"
          + " m.session_key, m.parent_messaging_id, m.received_at, m.failures, m.trace_parent"
          + " FROM unnest(?::bigint[]) WITH ORDINALITY AS k(id, n)"
          + " JOIN incoming_message m ON m.id = k.id JOIN incoming_content c ON c.id = k.id"
          + " WHERE m.state = 0 AND m.due_at <= ? ORDER BY k.n";

  private PgRows() {}

  /** Those of these messages that wait and are due at this time, in this order. */
  static List<StoredIncoming> waiting(List<Long> ids, long now, long epoch, Statements statements)
      throws SQLException {
    PreparedStatement waiting = statements.prepare(WAITING);
    waiting.setObject(1, Columns.ids(ids));
    waiting.setLong(2, now);
    List<StoredIncoming> messages = new ArrayList<>(ids.size());
    try (ResultSet row = waiting.executeQuery()) {
      while (row.next()) {
        String sessionKey = row.getString(8);
        messages.add(
            new StoredIncoming(
                row.getLong(1),
                row.getString(2),
                row.getInt(3),
                epoch,
                PgText.text(row.getString(4)),
                PgText.text(row.getString(5)),
                PgText.text(row.getString(6)),
                PgText.text(row.getString(7)),
                sessionKey == null ? "" : PgText.text(sessionKey),
                IncomingRows.optionalInt(row, 9),
                Instant.ofEpochMilli(row.getLong(10)),
                row.getInt(11),
                Optional.ofNullable(row.getString(12))));
      }
    }
    return messages;
  }
}
