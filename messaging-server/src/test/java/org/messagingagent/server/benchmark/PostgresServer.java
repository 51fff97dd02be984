package org.messagingagent.server.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/** A PostgreSQL of the benchmark's own, on the same disk, that syncs each commit as it should. */
final class PostgresServer implements AutoCloseable {

  private final EmbeddedPostgres postgres;

  PostgresServer(Path work) throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(work.resolve("postgres"))
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .start();
  }

  String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  DataSource dataSource() {
    return postgres.getPostgresDatabase();
  }

  /** A setup whose server keeps its messages here, in this schema. */
  ServerSetup server(Path directory, String schema, List<String> jvmOptions) {
    return Bench.server(directory, jvmOptions)
        .with("MESSAGING_STORE_URL", url())
        .with("MESSAGING_STORE_SCHEMA", schema);
  }

  /** The first number that a query gives. */
  long number(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void describe(Report report) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version'), current_setting('fsync'),"
                    + " current_setting('synchronous_commit')")) {
      row.next();
      report.condition(
          "database",
          "PostgreSQL %s on the same cores and disk, fsync %s, synchronous_commit %s"
              .formatted(row.getString(1), row.getString(2), row.getString(3)));
    }
  }

  /** Ends servers before their database. */
  static void closeAll(List<ServerProcess> servers) {
    servers.forEach(ServerProcess::close);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
