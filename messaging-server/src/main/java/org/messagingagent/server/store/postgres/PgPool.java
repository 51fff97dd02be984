package org.messagingagent.server.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.Statements;

/** The connections that read, and that write what is not part of a batch. */
final class PgPool implements Readers {

  private static final int SOCKET_SECONDS = 90;
  private static final long WAIT_MILLIS = 30_000;
  private static final long KEEP_ALIVE_MILLIS = 120_000;

  private final HikariDataSource pool;
  private final PgErrors errors;

  PgPool(PgConnections connections) {
    errors = connections.errors();
    HikariConfig config = new HikariConfig();
    config.setPoolName("messaging-store-" + connections.schema());
    connections.supply(config, "reader", connections.readerSettings(), SOCKET_SECONDS);
    config.setMaximumPoolSize(connections.config().poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setKeepaliveTime(KEEP_ALIVE_MILLIS);
    config.setInitializationFailTimeout(-1); // the writer has connected already
    pool = new HikariDataSource(config);
  }

  @Override
  public <T> T read(Read<T> read) {
    try (Statements statements = new Statements(connection())) {
      return read.from(statements);
    } catch (SQLException e) {
      throw errors.explain(e);
    }
  }

  /**
   * Writes in a transaction of its own; it is rolled back where the work throws.
   *
   * @throws StoreException where it failed
   */
  <T> T transact(Read<T> work) {
    try (Statements statements = new Statements(connection())) {
      Connection connection = statements.connection();
      connection.setAutoCommit(false);
      T result = work.from(statements);
      connection.commit();
      return result;
    } catch (SQLException e) { // giving the connection back rolls back
      throw errors.explain(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private Connection connection() throws SQLException {
    if (pool.isClosed()) {
      throw new StoreException("The store is closed");
    }
    return pool.getConnection();
  }
}
