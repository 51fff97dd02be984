package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;

/** The tables in PostgreSQL, for those who are no node that writes to them. */
public final class PgTables {

  private PgTables() {}

  /**
   * Checks the database and its tables, and makes or changes them where the configuration allows
   * it.
   *
   * @throws StoreException where the database cannot be used; the message says why, and the way out
   */
  public static void ensure(StoreConfig config) {
    PgConnections connections = new PgConnections(config);
    try {
      ensure(connections);
    } catch (SQLException e) {
      throw connections.errors().explain(e);
    }
  }

  static void ensure(PgConnections connections) throws SQLException {
    try (Connection connection = connections.openPlain()) {
      PgServer.check(connection, connections.errors());
      new PgSchema(connections).ensure(connection);
    }
  }

  /**
   * A connection that finds the tables; the caller's to close. Nothing is checked.
   *
   * @throws StoreException where there is none
   */
  public static Connection connect(StoreConfig config) {
    PgConnections connections = new PgConnections(config);
    try {
      Connection connection = connections.openPlain();
      try {
        PgConnections.execute(connection, "SET search_path TO " + config.schema());
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw connections.errors().explain(e);
    }
  }

  /**
   * Deletes the schema that the configuration names, with every message in it; does nothing where
   * there is none. No server may be running on it.
   *
   * @throws StoreException where it cannot be deleted, or is not this server's
   */
  public static void drop(StoreConfig config) {
    PgConnections connections = new PgConnections(config);
    try (Connection connection = connections.openPlain()) {
      new PgSchema(connections).drop(connection);
    } catch (SQLException e) {
      throw connections.errors().explain(e);
    }
  }

  /**
   * Statements that make all that a server needs which may not make it itself.
   *
   * @param schema as in {@link StoreConfig#schema}
   */
  public static String script(String schema) {
    return PgSchema.script(schema);
  }
}
