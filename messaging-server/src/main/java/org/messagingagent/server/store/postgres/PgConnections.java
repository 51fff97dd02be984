package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.messagingagent.server.store.StoreConfig;
import org.postgresql.Driver;

/**
 * Opens connections to the database: to the primary, where the address names several servers. Safe
 * for use by many threads.
 */
final class PgConnections {

  /** Begins the names by which the database lists our sessions. */
  private static final String APPLICATION = "messaging-agent ";

  // Plans are made while tables are empty and kept when they have grown: what is only good for
  // small tables is left out from the start. Compiling costs more than all our statements.
  private static final String SESSION =
      "SET search_path TO %s; SET default_transaction_isolation TO 'read committed';"
          + " SET jit TO off; SET enable_seqscan TO off; SET enable_hashjoin TO off;"
          + " SET enable_mergejoin TO off; SET client_min_messages TO warning";
  // Nothing that a paused process holds may stop the others for long.
  private static final String WRITER =
      "; SET lock_timeout TO '2s'; SET idle_in_transaction_session_timeout TO '5s';"
          + " SET statement_timeout TO '30s'";
  private static final int WRITER_SOCKET_SECONDS = 40;

  private final StoreConfig config;
  private final PgErrors errors;

  PgConnections(StoreConfig config) {
    this.config = config;
    errors = new PgErrors(config);
  }

  StoreConfig config() {
    return config;
  }

  PgErrors errors() {
    return errors;
  }

  String schema() {
    return config.schema();
  }

  /**
   * What the database calls the session that writes under this epoch; whoever closes the epoch may
   * end the session by it.
   */
  static String applicationName(String schema, long epoch) {
    return APPLICATION + epoch + " " + schema;
  }

  /** What a session is told before it reads. */
  String readerSettings() {
    return SESSION.formatted(config.schema()) + "; SET statement_timeout TO '60s'";
  }

  /** A connection that belongs to no pool, not in auto-commit mode, with short time-outs. */
  Connection openWriter() throws SQLException {
    Properties properties = properties("writer");
    properties.setProperty("socketTimeout", Integer.toString(WRITER_SOCKET_SECONDS));
    Connection connection = open(properties, SESSION.formatted(config.schema()) + WRITER);
    try {
      if (isOff(connection, "synchronous_commit")) {
        execute(connection, "SET synchronous_commit TO on");
      }
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection that belongs to no pool, in auto-commit mode, whose commits need not be kept. */
  Connection openForNews(String purpose) throws SQLException {
    return open(
        properties(purpose),
        SESSION.formatted(config.schema()) + "; SET synchronous_commit TO off");
  }

  /** A connection as the server gives it, to look at it and to change tables. */
  Connection openPlain() throws SQLException {
    return open(properties("setup"), "SET client_min_messages TO warning");
  }

  /** What the driver is told. */
  Properties properties(String purpose) {
    Properties properties = new Properties();
    if (!config.user().isEmpty()) {
      properties.setProperty("user", config.user());
    }
    if (!config.password().isEmpty()) {
      properties.setProperty("password", config.password());
    }
    String seconds = Long.toString(config.connectTimeout().toSeconds());
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", APPLICATION + purpose);
    properties.setProperty("prepareThreshold", "1");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("logServerErrorDetail", "false"); // it tells values of rows
    String url = config.url().orElseThrow();
    if (url.contains(",") && !url.contains("targetServerType=")) {
      properties.setProperty("targetServerType", "primary");
      properties.setProperty("hostRecheckSeconds", "1");
    }
    return properties;
  }

  private Connection open(Properties properties, String settings) throws SQLException {
    Connection connection = new Driver().connect(config.url().orElseThrow(), properties);
    if (connection == null) {
      throw new SQLException("The driver does not take the URL", "08001");
    }
    try {
      execute(connection, settings);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  static boolean isOff(Connection connection, String setting) throws SQLException {
    return show(connection, setting).equals("off");
  }

  static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
