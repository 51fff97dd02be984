package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.messagingagent.server.store.StoreException;

/**
 * Makes and changes the tables by Flyway. Nothing else knows it: a server whose tables are there
 * runs without it. Where it is missing, this class cannot be used at all.
 */
final class PgMigration {

  static final String LOCATION =
      "classpath:" + PgMigration.class.getPackageName().replace('.', '/');

  private PgMigration() {}

  /**
   * Brings the tables up to date.
   *
   * @throws StoreException where it failed, with the way out
   */
  static void run(PgConnections connections) {
    try {
      flyway(connections).load().migrate();
    } catch (FlywayException e) {
      Throwable cause = e;
      while (cause != null && !(cause instanceof SQLException)) {
        cause = cause.getCause();
      }
      PgErrors errors = connections.errors();
      throw cause == null
          ? new StoreException("The tables of %s could not be made".formatted(errors.where()), e)
          : errors.explain(cause);
    }
  }

  /** How the scripts are applied, and where it is written which were. */
  static FluentConfiguration flyway(PgConnections connections) {
    return Flyway.configure(PgMigration.class.getClassLoader())
        .loggers("slf4j")
        .dataSource(
            new PlainDataSource(connections::openPlain, connections.config().connectTimeout()))
        .locations(LOCATION)
        .defaultSchema(connections.schema())
        .createSchemas(true)
        .table(PgSchema.HISTORY)
        .validateOnMigrate(false) // of a schema made by hand the history has no checksums
        .placeholderReplacement(false);
  }
}
