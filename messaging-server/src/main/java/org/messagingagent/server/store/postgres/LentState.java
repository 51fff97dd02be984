package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * How a connection was when it was lent: all that the store changes of one.
 *
 * @param names of settings
 * @param values theirs, in the same order
 */
record LentState(
    boolean autoCommit,
    int networkMillis,
    int prepareThreshold,
    List<String> names,
    List<String> values,
    String channel) {

  private static final String CHANGED =
      "search_path, default_transaction_isolation, jit, enable_seqscan, enable_hashjoin,"
          + " enable_mergejoin, client_min_messages, lock_timeout, statement_timeout,"
          + " idle_in_transaction_session_timeout, synchronous_commit, application_name";

  private static final String READ =
      "SELECT name, current_setting(name) FROM unnest(string_to_array('"
          + CHANGED
          + "', ', ')) AS name";

  private static final String RESTORE =
      "SELECT set_config(n, v, false) FROM unnest(?::text[], ?::text[]) AS given (n, v)";

  static LentState of(Connection connection, String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(READ);
        ResultSet rows = read.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
        values.add(rows.getString(2));
      }
    }
    boolean autoCommit = connection.getAutoCommit();
    if (!autoCommit) {
      connection.rollback();
    }
    return new LentState(
        autoCommit,
        connection.getNetworkTimeout(),
        connection.unwrap(PGConnection.class).getPrepareThreshold(),
        List.copyOf(names),
        List.copyOf(values),
        PgNews.channel(schema));
  }

  /** Makes it so again, and lets go of what a session holds. */
  void restore(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    PgConnections.execute(connection, "UNLISTEN " + channel);
    PgConnections.execute(connection, "SELECT pg_advisory_unlock_all()");
    try (PreparedStatement restore = connection.prepareStatement(RESTORE)) {
      restore.setObject(1, names.toArray(String[]::new));
      restore.setObject(2, values.toArray(String[]::new));
      restore.execute();
    }
    connection.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
    connection.setNetworkTimeout(Runnable::run, networkMillis);
    connection.setAutoCommit(autoCommit);
  }
}
