package org.messagingagent.server.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.messagingagent.server.store.StoreConfig;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

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

  /** No limit: large tables take their time to change. */
  private static final int PLAIN_SOCKET_SECONDS = 0;

  private static final int PREPARE_THRESHOLD = 1;

  private final StoreConfig config;
  private final Optional<LentConnections> lender;
  private final PgErrors errors;

  PgConnections(StoreConfig config) {
    this(config, Optional.empty());
  }

  /**
   * @param lender gives the connections; empty: they are opened to the configured address
   */
  PgConnections(StoreConfig config, Optional<LentConnections> lender) {
    this.config = config;
    this.lender = lender;
    errors = new PgErrors(config, lender.isPresent());
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

  /** Whether the connections are somebody else's, to be given back as they were. */
  boolean lent() {
    return lender.isPresent();
  }

  /**
   * Tells a pool where its connections come from.
   *
   * @param settings what each session is told at first
   * @param socketSeconds how long an answer of the database is waited for
   */
  void supply(HikariConfig pool, String purpose, String settings, int socketSeconds) {
    if (lender.isPresent()) {
      pool.setDataSource(
          new PlainDataSource(
              () -> borrow(lender.get(), purpose, settings, socketSeconds),
              config.connectTimeout()));
      return;
    }
    pool.setJdbcUrl(config.url().orElseThrow());
    pool.setDriverClassName("org.postgresql.Driver");
    pool.setDataSourceProperties(properties(purpose));
    pool.addDataSourceProperty("socketTimeout", Integer.toString(socketSeconds));
    pool.setConnectionInitSql(settings);
  }

  /** A connection that belongs to no pool, not in auto-commit mode, with short time-outs. */
  Connection openWriter() throws SQLException {
    Connection connection =
        open("writer", SESSION.formatted(config.schema()) + WRITER, WRITER_SOCKET_SECONDS);
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
        purpose,
        SESSION.formatted(config.schema()) + "; SET synchronous_commit TO off",
        PLAIN_SOCKET_SECONDS);
  }

  /** A connection as the server gives it, to look at it and to change tables. */
  Connection openPlain() throws SQLException {
    return open("setup", "SET client_min_messages TO warning", PLAIN_SOCKET_SECONDS);
  }

  /** What the driver is told. */
  private Properties properties(String purpose) {
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
    properties.setProperty("prepareThreshold", Integer.toString(PREPARE_THRESHOLD));
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("logServerErrorDetail", "false"); // it tells values of rows
    String url = config.url().orElseThrow();
    if (url.contains(",") && !url.contains("targetServerType=")) {
      properties.setProperty("targetServerType", "primary");
      properties.setProperty("hostRecheckSeconds", "1");
    }
    return properties;
  }

  private Connection open(String purpose, String settings, int socketSeconds) throws SQLException {
    if (lender.isPresent()) {
      return borrow(lender.get(), purpose, settings, socketSeconds);
    }
    Properties properties = properties(purpose);
    properties.setProperty("socketTimeout", Integer.toString(socketSeconds));
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

  private Connection borrow(
      LentConnections from, String purpose, String settings, int socketSeconds)
      throws SQLException {
    Connection connection = from.borrow(config.schema(), socketSeconds);
    try {
      execute(
          connection,
          "SET application_name TO '%s%s'; ".formatted(APPLICATION, purpose) + settings);
      connection.unwrap(PGConnection.class).setPrepareThreshold(PREPARE_THRESHOLD);
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
