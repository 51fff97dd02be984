package org.messagingagent.server.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables to the version that this server knows, or finds out why it cannot, and then
 * changes nothing. Of servers that start at the same time one does it and the others wait.
 */
final class PgSchema {

  /** V1 and what follows; one that was released never changes. */
  private static final List<String> SCRIPTS = List.of("V1__messages.sql");

  static final int VERSION = SCRIPTS.size();

  /** What makes the tables, and what that needs for PostgreSQL. */
  private static final List<String> FLYWAY =
      List.of(
          "org/flywaydb/core/Flyway.class",
          "org/flywaydb/database/postgresql/PostgreSQLDatabaseType.class");

  static final String HISTORY = "messaging_schema_history";

  // The table is as Flyway makes it.
  private static final String MANUAL =
      """
      -- The tables of the messaging agent, version %2$d, in the schema '%1$s'. Run it as the role that is to own them:
      --   psql --dbname=... --set=ON_ERROR_STOP=1 --file=...
      BEGIN;
      CREATE SCHEMA IF NOT EXISTS %1$s;
      SET LOCAL search_path TO %1$s;

      %3$s
      -- Which versions there are.
      CREATE TABLE %4$s (
        installed_rank INTEGER NOT NULL,
        version        VARCHAR(50),
        description    VARCHAR(200) NOT NULL,
        type           VARCHAR(20) NOT NULL,
        script         VARCHAR(1000) NOT NULL,
        checksum       INTEGER,
        installed_by   VARCHAR(100) NOT NULL,
        installed_on   TIMESTAMP NOT NULL DEFAULT now(),
        execution_time INTEGER NOT NULL,
        success        BOOLEAN NOT NULL,
        CONSTRAINT %4$s_pk PRIMARY KEY (installed_rank)
      );
      CREATE INDEX %4$s_s_idx ON %4$s (success);
      %5$sCOMMIT;

      -- Where the server logs in as another role, let that use them (here: messaging_agent):
      --   GRANT USAGE ON SCHEMA %1$s TO messaging_agent;
      --   GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$s TO messaging_agent;
      --   GRANT SELECT, UPDATE, USAGE ON ALL SEQUENCES IN SCHEMA %1$s TO messaging_agent;
      """;
  private static final String APPLIED =
      """
      INSERT INTO %2$s (installed_rank, version, description, type, script, installed_by, execution_time, success)
        VALUES (%1$d, '%1$d', 'by hand', 'SQL', '%3$s', current_user, 0, true);
      """;

  /** Somebody's transaction may be under way; it ends, or is ended, within a few seconds. */
  private static final int DROP_SECONDS = 15;

  private static final Logger log = LoggerFactory.getLogger(PgSchema.class);

  private static final String LOCK = "SELECT pg_advisory_lock(hashtext('messaging-agent ' || ?))";
  private static final String EXISTS = "SELECT 1 FROM pg_namespace WHERE nspname = ?";
  private static final String MAY_USE = "SELECT has_schema_privilege(?, 'USAGE')";
  private static final String MAY_CREATE = "SELECT has_schema_privilege(?, 'CREATE')";
  private static final String MAY_CREATE_SCHEMA =
      "SELECT has_database_privilege(current_database(), 'CREATE')";
  private static final String FOREIGN =
      "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
          + " ORDER BY c.relname LIMIT 1";
  private static final String HAS_HISTORY =
      "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = '"
          + HISTORY
          + "'";

  private final PgConnections connections;
  private final String schema;

  PgSchema(PgConnections connections) {
    this.connections = connections;
    schema = connections.schema();
  }

  /**
   * Checks and, where it may, migrates.
   *
   * @throws StoreException with the way out
   */
  void ensure(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, schema);
      lock.execute(); // until the connection is closed
    }
    int version = version(connection);
    if (version > VERSION) {
      throw new StoreException(
          "The database %s has version %d, this server knows versions up to %d; use the newer server"
                  .formatted(where(), version, VERSION)
              + " that wrote it, or restore a backup");
    }
    if (version == VERSION) {
      return;
    }
    if (!connections.config().migrate()) {
      throw new StoreException(
          "The database %s has version %d of the tables, this server needs %d; run what 'store schema' prints, or"
                  .formatted(where(), version, VERSION)
              + " set messaging.store.migrate=true");
    }
    if (!hasFlyway()) {
      throw new StoreException(
          "The database %s has version %d of the tables, this server needs %d; run what 'store schema' prints, or"
                  .formatted(where(), version, VERSION)
              + " add org.flywaydb:flyway-core and org.flywaydb:flyway-database-postgresql, by which"
              + " the server makes them");
    }
    if (version > 0) {
      log.info("Bringing {} from version {} to {}", where(), version, VERSION);
    }
    PgMigration.run(connections);
  }

  /**
   * Deletes the schema with all that is in it, where it is this server's. For nobody's use but
   * whoever made it.
   *
   * @throws StoreException where it is another product's
   */
  void drop(Connection connection) throws SQLException {
    if (!holds(connection, EXISTS)) {
      return;
    }
    if (!holds(connection, HAS_HISTORY)) {
      throw new StoreException(
          "The database %s holds what this server did not make; it is left alone"
              .formatted(where()));
    }
    PgConnections.execute(connection, "SET lock_timeout TO '%ds'".formatted(DROP_SECONDS));
    PgConnections.execute(connection, "DROP SCHEMA %s CASCADE".formatted(schema));
  }

  private int version(Connection connection) throws SQLException {
    if (!holds(connection, EXISTS)) {
      checkRight(
          !connections.config().migrate() || is(connection, MAY_CREATE_SCHEMA, false),
          "lacks the schema '%s', and user '%s' may not make it; as an administrator run CREATE"
              + " SCHEMA %1$s AUTHORIZATION %2$s");
      return 0;
    }
    checkRight(
        is(connection, MAY_USE, true),
        "has a schema '%s' that user '%s' may not use; as an administrator run GRANT USAGE, CREATE"
            + " ON SCHEMA %1$s TO %2$s, or set another messaging.store.schema");
    if (holds(connection, HAS_HISTORY)) {
      return appliedVersion(connection);
    }
    try (PreparedStatement foreign = connection.prepareStatement(FOREIGN)) {
      foreign.setString(1, schema);
      try (ResultSet row = foreign.executeQuery()) {
        if (row.next()) {
          throw new StoreException(
              ("The database %s holds what this server did not make, such as '%s'; set another"
                      + " messaging.store.schema")
                  .formatted(where(), row.getString(1)));
        }
      }
    }
    checkRight(
        !connections.config().migrate() || is(connection, MAY_CREATE, true),
        "has a schema '%s' in which user '%s' may not make tables; as an administrator run GRANT"
            + " CREATE ON SCHEMA %1$s TO %2$s");
    return 0;
  }

  private int appliedVersion(Connection connection) throws SQLException {
    try (PreparedStatement versions =
            connection.prepareStatement(
                "SELECT max(CASE WHEN version ~ '^[0-9]{1,6}$' THEN version::int END),"
                    + " bool_and(success) FROM "
                    + schema
                    + "."
                    + HISTORY);
        ResultSet row = versions.executeQuery()) {
      row.next();
      int version = row.getInt(1);
      if (version > 0 && !row.getBoolean(2)) {
        throw new StoreException(
            "A change of the tables of %s ended half-way; restore a backup".formatted(where()));
      }
      return version;
    }
  }

  /**
   * What {@link #ensure} does, as statements for an administrator: what they make is taken for the
   * server's own, by it and by later ones that bring it up to date.
   */
  static String script(String schema) {
    StringBuilder scripts = new StringBuilder();
    StringBuilder history = new StringBuilder();
    for (int i = 0; i < SCRIPTS.size(); i++) {
      String script = SCRIPTS.get(i);
      scripts.append("-- ").append(script).append('\n').append(read(script)).append('\n');
      history.append(APPLIED.formatted(i + 1, HISTORY, script));
    }
    return MANUAL.formatted(schema, VERSION, scripts, HISTORY, history);
  }

  private static String read(String script) {
    try (InputStream in = PgSchema.class.getResourceAsStream(script)) {
      return new String(requireNonNull(in, script).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The server's JAR lacks its script " + script, e);
    }
  }

  private static boolean hasFlyway() {
    ClassLoader loader = PgSchema.class.getClassLoader();
    return FLYWAY.stream().allMatch(name -> loader.getResource(name) != null);
  }

  private boolean holds(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private boolean is(Connection connection, String query, boolean ofSchema) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      if (ofSchema) {
        statement.setString(1, schema);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private void checkRight(boolean given, String problem) {
    if (!given) {
      String user = connections.config().user();
      throw new StoreException(
          "The database %s %s"
              .formatted(
                  where(), problem.formatted(schema, user.isEmpty() ? "of this process" : user)));
    }
  }

  private String where() {
    return connections.errors().where();
  }
}
