package org.messagingagent.server.store.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.postgres.PgTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL database that no node uses, as far as can be seen. */
final class PostgresPlace implements CopyPlace {

  private static final Logger log = LoggerFactory.getLogger(PostgresPlace.class);
  private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
  private static final String NODES =
      "SELECT name FROM node WHERE expires_at > " + NOW + " ORDER BY name";

  private final Connection connection;
  private final String name;

  private PostgresPlace(Connection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * Connects.
   *
   * @param make whether the tables are made where there are none, and brought up to date
   */
  static PostgresPlace open(StoreConfig config, boolean make) {
    String name = config.place().orElseThrow();
    Connection connection = PgTables.connect(config);
    try {
      PostgresPlace place = new PostgresPlace(connection, name);
      if (place.hasTables()) {
        place.refuseInUse();
      } else if (!make) {
        throw new StoreException(
            "The database %s has no tables of this server; see messaging.store.schema"
                .formatted(name));
      }
      PgTables.ensure(make ? config : config.withMigrate(false));
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return place;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw explain(name, e);
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String read(CopiedTable table) {
    return table.postgresRead();
  }

  @Override
  public String write(CopiedTable table) {
    return table.postgresWrite();
  }

  @Override
  public long nextId(Sequence sequence) throws SQLException {
    String sql =
        "SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM %s_id"
            .formatted(sequence.word());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void setNextId(Sequence sequence, long id) throws SQLException {
    String sql = "SELECT setval('%s_id', %d, FALSE)".formatted(sequence.word(), id);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public StoreException explain(SQLException failure) {
    return explain(name, failure);
  }

  @Override
  public void close() {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      log.warn("A database connection could not be closed: {}", explain(e).getMessage());
    }
  }

  private boolean hasTables() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT to_regclass('incoming_message')")) {
      row.next();
      return row.getString(1) != null;
    }
  }

  private void refuseInUse() throws SQLException {
    List<String> nodes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NODES)) {
      while (row.next()) {
        nodes.add(row.getString(1));
      }
    }
    if (!nodes.isEmpty()) {
      throw new StoreException(
          "The database %s is in use by %s; stop them first"
              .formatted(name, String.join(", ", nodes)));
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("A database connection could not be closed", e);
    }
  }

  private static StoreException explain(String name, SQLException failure) {
    // Of a batch, the failure itself comes after one that repeats the statement with its values.
    SQLException cause = failure.getNextException() == null ? failure : failure.getNextException();
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new StoreException(
        "The database %s failed: %s (%s)".formatted(name, message, cause.getSQLState()), failure);
  }
}
