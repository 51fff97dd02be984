package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.messagingagent.server.store.UnfitConnectionException;
import org.messagingagent.server.store.engine.Readers;
import org.postgresql.PGConnection;

/**
 * Looks whether a host's connection leads to the tables of the store, and may write to them. It
 * makes no statement fail, for that would spoil the host's transaction. Safe for use by many
 * threads.
 */
final class PgHostConnections {

  /** What {@link PgHostAccept} does to the tables. */
  private static final String GRANTS =
      "GRANT USAGE ON SCHEMA %1$s TO %2$s;"
          + " GRANT INSERT ON %1$s.incoming_message, %1$s.incoming_content, %1$s.progress TO %2$s;"
          + " GRANT SELECT, INSERT ON %1$s.request_key TO %2$s;"
          + " GRANT SELECT, INSERT, UPDATE ON %1$s.message_count TO %2$s;"
          + " GRANT SELECT ON %1$s.outgoing_message TO %2$s;"
          + " GRANT USAGE ON SEQUENCE %1$s.incoming_id TO %2$s";

  // The start of the server's process tells two servers apart even where one is a copy of the
  // other.
  private static final String PLACE =
      "SELECT (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint,"
          + " d.oid::bigint, coalesce(c.oid::bigint, 0), d.datname, current_user,"
          + " coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND (SELECT"
          + " pg_catalog.bool_and(CASE WHEN t.relkind = 'S'"
          + " THEN pg_catalog.has_sequence_privilege(t.oid, r.need)"
          + " ELSE pg_catalog.has_table_privilege(t.oid, r.need) END) FROM (VALUES"
          + " ('incoming_message', 'INSERT'), ('incoming_content', 'INSERT'), ('progress', 'INSERT'),"
          + " ('request_key', 'SELECT'), ('request_key', 'INSERT'), ('message_count', 'SELECT'),"
          + " ('message_count', 'INSERT'), ('message_count', 'UPDATE'), ('outgoing_message', 'SELECT'),"
          + " ('incoming_id', 'USAGE')) AS r (name, need)"
          + " JOIN pg_catalog.pg_class t ON t.relnamespace = n.oid AND t.relname = r.name), false)"
          + " FROM pg_catalog.pg_database d"
          + " LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = ?"
          + " LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid"
          + " AND c.relname = 'incoming_message' WHERE d.datname = pg_catalog.current_database()";

  /**
   * Where a connection leads.
   *
   * @param table 0 where there is none
   */
  private record Place(
      long server, long database, long table, String name, String user, boolean mayWrite) {

    boolean isSameAs(Place other) {
      return server == other.server && database == other.database && table == other.table;
    }
  }

  private final Readers readers;
  private final String schema;
  private final String where;

  /** Those that were looked at: a connection never changes its database. Nobody is kept by it. */
  private final Set<PGConnection> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  PgHostConnections(Readers readers, PgConnections connections) {
    this.readers = readers;
    this.schema = connections.schema();
    this.where = connections.errors().where();
  }

  /**
   * Returns where the connection is in a transaction in the store's own database.
   *
   * @throws UnfitConnectionException where it is not; nothing was changed
   */
  void check(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      throw new UnfitConnectionException(
          "The connection is closed; give one that is open and in a transaction");
    }
    if (connection.getAutoCommit()) {
      throw new UnfitConnectionException(
          "The connection is in auto-commit mode, so the message would not be part of a transaction;"
              + " call setAutoCommit(false) before the transaction begins");
    }
    if (connection.isReadOnly()) {
      throw new UnfitConnectionException(
          "The connection is read-only; give one that may write to the database " + where);
    }
    PGConnection physical = physical(connection);
    if (physical != null && known.contains(physical)) {
      return;
    }
    checkPlace(connection);
    if (physical != null) {
      known.add(physical);
    }
  }

  private void checkPlace(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    if (!"PostgreSQL".equals(product)) {
      throw new UnfitConnectionException(
          "The connection is one of %s, and the messages are kept in PostgreSQL; %s"
              .formatted(product, giveOne()));
    }
    Place theirs = place(connection);
    if (theirs.table == 0) {
      throw new UnfitConnectionException(
          "The database '%s' of the connection has no tables of the server in a schema '%s'; %s"
              .formatted(theirs.name, schema, giveOne()));
    }
    Place ours = readers.read(statements -> place(statements.connection()));
    if (!ours.isSameAs(theirs)) {
      throw new UnfitConnectionException(
          "The connection leads to another database than the server's, which has a schema '%s', too; %s"
              .formatted(schema, giveOne()));
    }
    if (!theirs.mayWrite) {
      throw new UnfitConnectionException(
          "The user '%s' of the connection may not store messages in the schema '%s'; let it: %s"
              .formatted(theirs.user, schema, GRANTS.formatted(schema, quoted(theirs.user))));
    }
  }

  private String giveOne() {
    return "give a connection to the database " + where;
  }

  private Place place(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PLACE)) {
      select.setString(1, schema);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Place(
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getString(4),
            row.getString(5),
            row.getBoolean(6));
      }
    }
  }

  /** The driver's own connection within what pools put around it; null where it is another's. */
  private static PGConnection physical(Connection connection) {
    try {
      return connection.isWrapperFor(PGConnection.class)
          ? connection.unwrap(PGConnection.class)
          : null;
    } catch (SQLException e) {
      return null; // it is looked at each time then
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
