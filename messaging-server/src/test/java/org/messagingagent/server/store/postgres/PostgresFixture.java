package org.messagingagent.server.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.server.store.StoreConfig;

/**
 * A real PostgreSQL for tests: one that is started once and ends with the process, or with {@code
 * -Dmessaging.test.postgres=jdbc:postgresql://...} the one that runs there, whose user may make
 * schemas and roles. It never crashes, so that it need not wait for the disk; tests of what a crash
 * leaves have an {@link OwnServer}.
 */
public final class PostgresFixture {

  /** The server's address; its user may do all. */
  private record Server(String url, String user, String password) {}

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private PostgresFixture() {}

  /** A schema that nobody has used; the store makes it. */
  public static StoreConfig freshSchema() {
    String schema =
        "test_%x_%d".formatted(ProcessHandle.current().pid(), SCHEMAS.incrementAndGet());
    Server server = Running.SERVER;
    return StoreConfig.postgres(server.url(), server.user(), server.password()).withSchema(schema);
  }

  /** Runs statements as a user who may do all. */
  public static void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Another node, called by its name and with the address {@code http://NAME:8087}. */
  public static void addNode(StoreConfig config, long epoch, String name, long expiresAt) {
    run(
        ("INSERT INTO %s.node (epoch, name, home, version, address, settings, plugins, running,"
                + " started_at, beat_at, expires_at)"
                + " VALUES (%d, '%s', 'home', '1', 'http://%s:8087', '', '{sms}', '[]', 0, 0, %d)")
            .formatted(config.schema(), epoch, name, name, expiresAt));
  }

  /** A connection as a user who may do all; in no schema of ours. */
  public static Connection connect() throws SQLException {
    Server server = Running.SERVER;
    return DriverManager.getConnection(server.url(), server.user(), server.password());
  }

  /** Deletes a schema of {@link #freshSchema}. */
  public static void drop(StoreConfig config) {
    run("DROP SCHEMA IF EXISTS " + config.schema() + " CASCADE");
  }

  /** Started when it is first asked for. */
  private static final class Running {

    private static final Server SERVER = server();

    private static Server server() {
      String url = System.getProperty("messaging.test.postgres", "");
      if (!url.isEmpty()) {
        StoreConfig given = StoreConfig.postgres(url, "", "");
        return new Server(given.url().orElseThrow(), given.user(), given.password());
      }
      try {
        @SuppressWarnings("resource") // it ends with the process
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("deadlock_timeout", "100ms")
                .start();
        return new Server(
            "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
