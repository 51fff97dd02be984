package org.messagingagent.server.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.messagingagent.server.store.TransactionStore.Handlings;

/**
 * The connections with which one plugin handles its messages: opened when they are needed, and
 * closed after a minute without use. They do not see the store's schema by themselves. Safe for use
 * by many threads.
 */
final class PgHandlings implements Handlings {

  private static final long IDLE_MILLIS = 60_000;
  private static final long MARGIN_SECONDS = 30;

  /** Set within the transaction of a message: where it is gone, so is the transaction. */
  static final String MARK = "messaging_agent.message";

  private static final String SETTINGS =
      "SET statement_timeout TO '%1$ds'; SET idle_in_transaction_session_timeout TO '%2$ds';"
          + " SET default_transaction_isolation TO 'read committed'; SELECT"
          + " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
          + " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

  // By the session's name, whoever buries this node ends what its handlers have open.
  private static final String BEGIN =
      "SELECT set_config('"
          + MARK
          + "', ?, true), set_config('application_name', ?, true), NOT EXISTS (SELECT 1"
          + " FROM %s.incoming_message m WHERE m.id = ? AND m.state = 0 AND m.ended_at IS NULL)";

  private final HikariDataSource pool;
  private final PgErrors errors;
  private final String schema;
  private final String begin;
  private final Consumer<PgHandlings> closed;

  /**
   * @param closed told when this is closed
   */
  PgHandlings(
      PgConnections connections,
      String plugin,
      int atATime,
      Duration longest,
      Consumer<PgHandlings> closed) {
    this.closed = closed;
    errors = connections.errors();
    schema = connections.schema();
    begin = BEGIN.formatted(schema);
    long seconds = Math.max(1, longest.toSeconds());
    HikariConfig config = new HikariConfig();
    config.setPoolName("messaging-handle-" + plugin);
    connections.supply(
        config,
        "handler",
        SETTINGS.formatted(seconds, seconds + MARGIN_SECONDS),
        (int) Math.min(Integer.MAX_VALUE / 1_000, seconds + 60));
    config.setAutoCommit(false);
    config.setMaximumPoolSize(atATime);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setConnectionTimeout(connections.config().connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  @Override
  public Optional<Handling> begin(StoredIncoming message) {
    Connection connection;
    try {
      connection = pool.getConnection();
    } catch (SQLException e) {
      throw errors.explain(e);
    }
    PgHandling handling = new PgHandling(connection, message, schema, errors);
    try {
      if (isDone(connection, message)) {
        handling.close();
        return Optional.empty();
      }
      return Optional.of(handling);
    } catch (SQLException e) {
      handling.close();
      throw errors.explain(e);
    } catch (RuntimeException | Error e) {
      handling.close();
      throw e;
    }
  }

  @Override
  public void close() {
    pool.close();
    closed.accept(this);
  }

  private boolean isDone(Connection connection, StoredIncoming message) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(begin)) {
      select.setString(1, Long.toString(message.id()));
      select.setString(2, PgConnections.applicationName(schema, message.epoch()));
      select.setLong(3, message.id());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(3);
      }
    }
  }
}
