package org.messagingagent.server.store.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.server.store.engine.Dialect;
import org.messagingagent.server.store.engine.Statements;

/** Many nodes write, and each query costs a round trip, so what is asked for many is asked once. */
final class PgDialect implements Dialect {

  static final PgDialect INSTANCE = new PgDialect();

  private static final String LOCK_EXTERNAL_IDS =
      "SELECT pg_advisory_xact_lock(hash) FROM (SELECT DISTINCT"
          + " hashtextextended(name, 0) AS hash"
          + " FROM unnest(?::text[]) AS asked (name) ORDER BY hash) AS sorted";

  /** By the query for one: few, for they are constants. */
  private final Map<String, String> queriesForMany = new ConcurrentHashMap<>();

  private PgDialect() {}

  @Override
  public boolean manyNodes() {
    return true;
  }

  @Override
  public void eachId(Statements statements, String query, List<Integer> ids, RowConsumer rows)
      throws SQLException {
    String many =
        queriesForMany.computeIfAbsent(
            query, one -> each("unnest(?::int[]) WITH ORDINALITY AS asked (id, no)", one, "id"));
    run(statements, many, rows, array(statements, "int4", ids));
  }

  @Override
  public void eachName(Statements statements, String query, List<Name> names, RowConsumer rows)
      throws SQLException {
    String many =
        queriesForMany.computeIfAbsent(
            query,
            one ->
                each(
                    "unnest(?::text[], ?::text[]) WITH ORDINALITY AS asked (plugin, name, no)",
                    one,
                    "plugin",
                    "name"));
    run(statements, many, rows, plugins(statements, names), names(statements, names));
  }

  @Override
  public void lockExternalIds(Statements statements, List<String> externalIds) throws SQLException {
    PreparedStatement lock = statements.prepare(LOCK_EXTERNAL_IDS);
    lock.setArray(1, array(statements, "text", externalIds));
    lock.executeQuery().close();
  }

  @Override
  public String indexedBy(String index) {
    return "";
  }

  @Override
  public String forUpdate() {
    return " FOR UPDATE";
  }

  @Override
  public String forShare() {
    return " FOR SHARE";
  }

  @Override
  public String offset() {
    return " OFFSET ?";
  }

  /** By the place of the row, which does not move while it is locked, and asked for once. */
  @Override
  public String some(String table, String key, String index, String condition) {
    return "ctid = ANY (ARRAY (SELECT ctid FROM %s WHERE %s LIMIT ? FOR UPDATE SKIP LOCKED))"
        .formatted(table, condition);
  }

  /** An epoch that is open belongs to a node that lives, or whose burial settles what it left. */
  @Override
  public String senderIsGone() {
    return "state = 0 AND NOT EXISTS (SELECT FROM node_fence"
        + " WHERE node_fence.epoch = outgoing_message.epoch AND open)";
  }

  @Override
  public String sender() {
    return "epoch";
  }

  @Override
  public String addOutgoing() {
    return "INSERT INTO outgoing_message (id, plugin, state, status, description, session_key,"
        + " parent_messaging_id, format, user_name, recorded_at, changed_at, attempts, epoch)"
        + " VALUES (?, ?, 0, 0, '', '', ?, ?, ?, ?, ?, 0, ?)";
  }

  @Override
  public String stored(String text) {
    return PgText.stored(text);
  }

  @Override
  public String text(String stored) {
    return PgText.text(stored);
  }

  /** The query for one, asked for each of what is given; its number is the last column. */
  private static String each(String asked, String one, String... columns) {
    String query = one;
    for (String column : columns) {
      query = query.replaceFirst("\\?", "asked." + column);
    }
    return "SELECT found.*, asked.no FROM " + asked + ", LATERAL (" + query + ") AS found";
  }

  private static void run(
      Statements statements, String query, RowConsumer rows, Array... parameters)
      throws SQLException {
    PreparedStatement each = statements.prepare(query);
    for (int i = 0; i < parameters.length; i++) {
      each.setArray(i + 1, parameters[i]);
    }
    try (ResultSet row = each.executeQuery()) {
      int no = row.getMetaData().getColumnCount();
      while (row.next()) {
        rows.accept(Math.toIntExact(row.getLong(no) - 1), row);
      }
    }
  }

  private static Array plugins(Statements statements, List<Name> names) throws SQLException {
    return array(statements, "text", names.stream().map(Name::plugin).toList());
  }

  private static Array names(Statements statements, List<Name> names) throws SQLException {
    return array(statements, "text", names.stream().map(Name::name).toList());
  }

  private static Array array(Statements statements, String type, Collection<?> elements)
      throws SQLException {
    Connection connection = statements.connection();
    return connection.createArrayOf(type, elements.toArray());
  }
}
