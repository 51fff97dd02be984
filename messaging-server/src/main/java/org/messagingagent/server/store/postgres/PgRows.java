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

  // A text takes about as many bytes in the database as here. They are known without reading it.
  static final String WAITING =
      "SELECT m.id, m.plugin, m.partition_no, c.sender, c.receiver, c.content, c.format,"
          + " m.session_key, m.parent_messaging_id, m.received_at, m.failures, m.trace_parent"
          + " FROM (SELECT k.id, k.n, t.sender, t.receiver, t.content, t.format, s.own,"
          + " sum(s.own) OVER (ORDER BY k.n) AS up_to"
          + " FROM unnest(?::bigint[]) WITH ORDINALITY AS k(id, n)"
          + " JOIN incoming_content t ON t.id = k.id,"
          + " LATERAL (SELECT 200 + 2 * (octet_length(t.sender) + octet_length(t.receiver)"
          + " + octet_length(t.content)::bigint) AS own) s) c JOIN incoming_message m ON m.id = c.id"
          + " WHERE c.up_to - c.own <= ? AND m.state = 0 AND m.due_at <= ? ORDER BY c.n";

  private PgRows() {}

  /**
   * Those of these messages that wait and are due at this time, in this order: the first, and
   * others as long as those before them take about so many bytes.
   */
  static List<StoredIncoming> waiting(
      List<Long> ids, long now, long epoch, long maxBytes, Statements statements)
      throws SQLException {
    PreparedStatement waiting = statements.prepare(WAITING);
    waiting.setObject(1, Columns.ids(ids));
    waiting.setLong(2, maxBytes);
    waiting.setLong(3, now);
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
