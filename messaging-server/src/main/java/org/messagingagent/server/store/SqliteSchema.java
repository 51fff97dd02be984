package org.messagingagent.server.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings the tables to the version that this server knows. */
final class SqliteSchema {

  private static final String LOCATION = "classpath:org/messagingagent/server/store/sqlite";

  private SqliteSchema() {}

  /**
   * Applies the migrations that are missing.
   *
   * @throws StoreException where a newer server has changed the tables, or they are damaged
   */
  static void migrate(SqliteFile file) {
    try {
      Flyway flyway =
          Flyway.configure(SqliteSchema.class.getClassLoader())
              .dataSource(new Writers(file))
              .locations(LOCATION)
              .ignoreMigrationPatterns(new String[0])
              .load();
      refuseNewer(flyway, file);
      flyway.migrate();
    } catch (FlywayException e) {
      if (cause(e) instanceof SQLException failure) {
        throw file.explain(failure);
      }
      throw new StoreException(
          "The tables of %s are not those of this server; restore a backup".formatted(file.path()),
          e);
    }
  }

  private static void refuseNewer(Flyway flyway, SqliteFile file) {
    for (MigrationInfo migration : flyway.info().applied()) {
      if (!migration.getState().isResolved()) {
        throw new StoreException(
            "The database %s has version %s, which this server does not know; use the newer server"
                    .formatted(file.path(), migration.getVersion())
                + " that wrote it, or restore a backup");
      }
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Connections as the writer has them, in auto-commit mode as Flyway wants them. */
  private record Writers(SqliteFile file) implements DataSource {

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = file.openWriter();
      connection.setAutoCommit(true);
      return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
