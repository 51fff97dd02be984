package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.messagingagent.server.store.engine.Dialect;
import org.messagingagent.server.store.engine.Statements;

/** One node writes, and a query costs no round trip, so many are asked one after the other. */
final class SqliteDialect implements Dialect {

  static final SqliteDialect INSTANCE = new SqliteDialect();

  private SqliteDialect() {}

  @Override
  public boolean manyNodes() {
    return false;
  }

  @Override
  public void eachId(Statements statements, String query, List<Integer> ids, RowConsumer rows)
      throws SQLException {
    PreparedStatement each = statements.prepare(query);
    for (int i = 0; i < ids.size(); i++) {
      each.setInt(1, ids.get(i));
      run(each, i, rows);
    }
  }

  @Override
  public void eachName(Statements statements, String query, List<Name> names, RowConsumer rows)
      throws SQLException {
    PreparedStatement each = statements.prepare(query);
    for (int i = 0; i < names.size(); i++) {
      each.setString(1, names.get(i).plugin());
      each.setString(2, names.get(i).name());
      run(each, i, rows);
    }
  }

  @Override
  public void lockExternalIds(Statements statements, List<String> externalIds) {
    // One after the other writes, so nobody misses anything.
  }

  @Override
  public String indexedBy(String index) {
    return " INDEXED BY " + index;
  }

  @Override
  public String forUpdate() {
    return "";
  }

  @Override
  public String forShare() {
    return "";
  }

  @Override
  public String offset() {
    return " LIMIT -1 OFFSET ?";
  }

  @Override
  public String some(String table, String key, String index, String condition) {
    return "%2$s IN (SELECT %2$s FROM %1$s%3$s WHERE %4$s LIMIT ?)"
        .formatted(table, key, indexedBy(index), condition);
  }

  /** Whoever opens the file is alone, so all that sent before are gone. */
  @Override
  public String senderIsGone() {
    return "state = 0";
  }

  @Override
  public String sender() {
    return Long.toString(SqliteInboxStore.EPOCH);
  }

  @Override
  public String addOutgoing() {
    return "INSERT INTO outgoing_message (id, plugin, state, status, description, session_key,"
        + " parent_messaging_id, format, user_name, recorded_at, changed_at, attempts)"
        + " VALUES (?, ?, 0, 0, '', '', ?, ?, ?, ?, ?, 0)";
  }

  @Override
  public String stored(String text) {
    return text;
  }

  @Override
  public String text(String stored) {
    return stored;
  }

  private static void run(PreparedStatement query, int key, RowConsumer rows) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        rows.accept(key, row);
      }
    }
  }
}
