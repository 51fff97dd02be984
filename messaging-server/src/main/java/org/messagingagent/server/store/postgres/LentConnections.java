package org.messagingagent.server.store.postgres;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;

/**
 * Connections of the application's own DataSource. Some are kept for as long as the server runs;
 * each is given back as it came. Safe for use by many threads.
 */
public final class LentConnections {

  private final DataSource lender;

  public LentConnections(DataSource lender) {
    this.lender = requireNonNull(lender, "lender is null");
  }

  /**
   * Where the DataSource leads, in the words of a configuration that names no database itself.
   *
   * @throws StoreException where it gives no connection, or one to something else than PostgreSQL
   * @throws IllegalArgumentException where the configuration names a database too
   */
  public StoreConfig describe(StoreConfig config) {
    if (config.url().isPresent()) {
      throw new IllegalArgumentException(
          "The store has an address (%s) and a DataSource; give one of them"
              .formatted(StoreConfig.masked(config.url().get())));
    }
    try (Connection connection = lender.getConnection()) {
      DatabaseMetaData database = connection.getMetaData();
      if (!database.getDatabaseProductName().equals("PostgreSQL")) {
        throw new StoreException(
            "The application's DataSource leads to %s; give one that leads to PostgreSQL"
                .formatted(database.getDatabaseProductName()));
      }
      String url = Optional.ofNullable(database.getURL()).orElse("jdbc:postgresql:(lent)");
      String user = Optional.ofNullable(database.getUserName()).orElse("");
      return new StoreConfig(
          Optional.of(url.startsWith("jdbc:postgresql:") ? url : "jdbc:postgresql:(lent)"),
          user,
          "",
          config.schema(),
          config.poolSize(),
          config.migrate(),
          config.connectTimeout());
    } catch (SQLException | RuntimeException e) {
      if (e instanceof StoreException known) {
        throw known;
      }
      throw new StoreException(
          "The application's DataSource gives no connection: %s; give one that is open and leads to PostgreSQL"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * A connection in auto-commit mode. Closing it gives it back.
   *
   * @param schema whose news are not to be listened to any more when it is given back
   * @param socketSeconds how long an answer of the database is waited for
   */
  Connection borrow(String schema, int socketSeconds) throws SQLException {
    Connection lent = lender.getConnection();
    try {
      LentState state = LentState.of(lent, schema);
      lent.setAutoCommit(true);
      lent.setNetworkTimeout(Runnable::run, socketSeconds * 1_000);
      return (Connection)
          Proxy.newProxyInstance(
              LentConnections.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              new GivenBack(lent, state));
    } catch (SQLException | RuntimeException e) {
      lent.close();
      throw e;
    }
  }
}
