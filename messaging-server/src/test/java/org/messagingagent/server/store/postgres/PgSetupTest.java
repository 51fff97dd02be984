package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.ClusterStoreContract;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.support.Await;

/** Databases that cannot be used as they are: what is said, and that nothing is changed. */
@Timeout(120)
final class PgSetupTest {

  private StoreConfig config;
  private String role;

  @BeforeEach
  void makeRole() {
    config = PostgresFixture.freshSchema();
    role = config.schema() + "_role";
    PostgresFixture.run("CREATE ROLE %s LOGIN PASSWORD 'right'".formatted(role));
  }

  @AfterEach
  void drop() {
    PostgresFixture.drop(config);
    PostgresFixture.run("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
  }

  @Test
  void serverThatDoesNotRunIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertRefused(
        StoreConfig.postgres("jdbc:postgresql://localhost:" + port + "/m", "me", "hush"),
        "localhost:" + port + "/m",
        "cannot be reached; check that it runs");
  }

  @Test
  void databaseThatDoesNotExistIsNamed() {
    assertRefused(
        at(url().replaceAll("/[^/]*$", "/no_such_database"), config.user(), config.password()),
        "no_such_database",
        "does not exist; create it, or correct messaging.store.url");
  }

  @Test
  void unknownUserIsNamed() {
    assertRefused(
        at(url(), role + "_unknown", "hush"),
        "refused the user '" + role + "_unknown'; check messaging.store.user and");
  }

  @Test
  void wrongPasswordIsSaidAndNotShown() throws Exception {
    assumeThat(System.getProperty("messaging.test.postgres", "")).isEmpty();
    Path rules = Path.of(ask("SHOW hba_file"));
    String before = Files.readString(rules);
    Files.writeString(rules, "host all %s all scram-sha-256%n%s".formatted(role, before));
    PostgresFixture.run("SELECT pg_reload_conf()");
    try {
      Await.until(
          "the rule is in force",
          () ->
              ask("SELECT count(*) FROM pg_hba_file_rules WHERE '" + role + "' = ANY (user_name)")
                  .equals("1"));
      assertRefused(at(url(), role, "hush"), "refused the user '%s'".formatted(role));
    } finally {
      Files.writeString(rules, before);
      PostgresFixture.run("SELECT pg_reload_conf()");
    }
  }

  @Test
  void userWhoMayNotMakeTheSchemaIsToldHowToGetIt() {
    assertRefused(
        at(url(), role, "right"),
        "lacks the schema '" + config.schema() + "'",
        "CREATE SCHEMA %s AUTHORIZATION %s".formatted(config.schema(), role));
    assertThat(schemaExists()).isFalse();
  }

  @Test
  void userWhoMayNotUseTheSchemaIsToldHowToGetIt() {
    PostgresFixture.run("CREATE SCHEMA " + config.schema());
    assertRefused(at(url(), role, "right"), "may not use", "GRANT USAGE, CREATE ON SCHEMA");

    PostgresFixture.run("GRANT USAGE ON SCHEMA %s TO %s".formatted(config.schema(), role));
    assertRefused(at(url(), role, "right"), "may not make tables", "GRANT CREATE ON SCHEMA");
  }

  @Test
  void schemaMadeForTheUserIsEnough() {
    PostgresFixture.run("CREATE SCHEMA %s AUTHORIZATION %s".formatted(config.schema(), role));
    open(at(url(), role, "right")).close();
    open(at(url(), role, "right").withMigrate(false)).close();
  }

  @Test
  void schemaOfAnotherProductIsLeftAlone() {
    PostgresFixture.run(
        "CREATE SCHEMA " + config.schema(),
        "CREATE TABLE %s.incoming_message (id INTEGER)".formatted(config.schema()));

    assertRefused(
        config, "holds what this server did not make, such as 'incoming_message'", "store.schema");
    assertThat(tables()).containsExactly("incoming_message");
  }

  @Test
  void schemaIsDroppedWithAllThatIsInItAndOnlyOnce() throws SQLException {
    PgStore.open(config, StoreLimits.DEFAULTS).close();

    PgTables.drop(config);
    PgTables.drop(config);

    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regnamespace('%s')".formatted(config.schema()))) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isNull();
    }
  }

  @Test
  void schemaOfAnotherProductIsNotDropped() {
    PostgresFixture.run(
        "CREATE SCHEMA " + config.schema(), "CREATE TABLE " + config.schema() + ".orders (id INT)");

    assertThatThrownBy(() -> PgTables.drop(config))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds what this server did not make; it is left alone");
    PostgresFixture.run("SELECT * FROM " + config.schema() + ".orders");
  }

  @Test
  void newerTablesThanKnownAreRefused() {
    open(config).close();
    PostgresFixture.run(
        ("INSERT INTO %s.messaging_schema_history (installed_rank, version, description, type,"
                + " script, installed_by, execution_time, success)"
                + " VALUES (99, '99', '', 'SQL', '', '', 0, true)")
            .formatted(config.schema()));

    assertRefused(
        config, "has version 99, this server knows versions up to", "use the newer server");
  }

  @Test
  void withoutMigrationNothingIsMade() {
    assertRefused(
        config.withMigrate(false),
        "has version 0 of the tables, this server needs",
        "messaging.store.migrate=true");
    assertThat(schemaExists()).isFalse();
  }

  @Test
  void whatAnAdministratorRanIsEnoughForAServerThatMakesNothing() {
    PostgresFixture.run(
        PgTables.script(config.schema()),
        "GRANT USAGE ON SCHEMA %s TO %s".formatted(config.schema(), role),
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s"
            .formatted(config.schema(), role),
        "GRANT SELECT, UPDATE, USAGE ON ALL SEQUENCES IN SCHEMA %s TO %s"
            .formatted(config.schema(), role));

    PgStore store = open(at(url(), role, "right").withMigrate(false));
    try {
      store.cluster().join(ClusterStoreContract.info("a"), ClusterStoreContract.LEASE);
      Samples.get(store.inbox().accept(Samples.message("sms", "s", "1")));
      store.cluster().leave();
    } finally {
      store.close();
    }
    assertThat(PgTables.script(config.schema()))
        .as("what the test granted is what the script says")
        .contains("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "SELECT, UPDATE, USAGE ON ALL");
  }

  @Test
  void whatAnAdministratorRanIsBroughtUpToDateByALaterServer(@TempDir Path later)
      throws IOException {
    PostgresFixture.run(PgTables.script(config.schema()));
    Files.writeString(later.resolve("V2__more.sql"), "ALTER TABLE ticket ADD COLUMN more TEXT;");

    open(config).close();
    PgMigration.flyway(new PgConnections(config))
        .locations(PgMigration.LOCATION, "filesystem:" + later)
        .load()
        .migrate();

    assertThat(
            ask(
                "SELECT string_agg(version, ' ' ORDER BY installed_rank) FROM %s.messaging_schema_history"
                    .formatted(config.schema())))
        .isEqualTo("1 2");
    assertRefused(config, "has version 2, this server knows versions up to 1");
  }

  @Test
  void historyOfAnAdministratorIsTheTableThatAServerMakes() {
    String columns =
        "SELECT string_agg(concat_ws(' ', column_name, data_type, character_maximum_length,"
            + " is_nullable), ', ' ORDER BY column_name) FROM information_schema.columns"
            + " WHERE table_name = 'messaging_schema_history' AND table_schema = '%s'";
    PostgresFixture.run(PgTables.script(config.schema()));
    String byHand = ask(columns.formatted(config.schema()));
    PostgresFixture.drop(config);

    open(config).close();
    assertThat(ask(columns.formatted(config.schema()))).isEqualTo(byHand).isNotNull();
  }

  @Test
  void serversThatStartAtOnceMakeTheTablesOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<PgStore>> starts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        starts.add(threads.submit(() -> open(config)));
      }
      for (Future<PgStore> start : starts) {
        start.get().close();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            ask(
                "SELECT count(*) FROM %s.messaging_schema_history WHERE version = '1'"
                    .formatted(config.schema())))
        .isEqualTo("1");
  }

  @Test
  void databaseThatIsReadOnlyIsSaid() {
    PostgresFixture.run(
        "CREATE SCHEMA %s AUTHORIZATION %s".formatted(config.schema(), role),
        "ALTER ROLE %s SET default_transaction_read_only TO on".formatted(role));
    assertRefused(at(url(), role, "right"), "is read-only for this user");
    assertThat(tables()).isEmpty();
  }

  @Test
  void commitsAreKeptWhereTheRoleDoesNotAskForIt() throws SQLException {
    PostgresFixture.run(
        "CREATE SCHEMA %s AUTHORIZATION %s".formatted(config.schema(), role),
        "ALTER ROLE %s SET synchronous_commit TO off".formatted(role));
    StoreConfig own = at(url(), role, "right");
    open(own).close();
    try (Connection connection = new PgConnections(own).openWriter()) {
      assertThat(PgConnections.show(connection, "synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void tooOldServerIsNamed() {
    PgErrors errors = new PgErrors(config, false);
    assertThatThrownBy(() -> PgServer.checkVersion(120_019, "12.19", errors))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is PostgreSQL 12.19; this server needs 13 or later");
    PgServer.checkVersion(130_000, "13.0", errors);
  }

  @Test
  void failureTellsNeitherStatementNorValues() {
    PgStore store = open(config);
    try {
      PostgresFixture.run("DROP TABLE %s.incoming_content".formatted(config.schema()));
      Throwable failure =
          Samples.failureOf(store.inbox().accept(Samples.message("sms", "s", "secret text")));
      assertThat(failure).isInstanceOf(StoreException.class);
      assertThat(failure.getMessage())
          .contains("refused the statement (SQLState 42P01)")
          .doesNotContain("secret")
          .doesNotContain("incoming_content");
    } finally {
      store.close();
    }
  }

  private StoreConfig at(String url, String user, String password) {
    return StoreConfig.postgres(url, user, password).withSchema(config.schema());
  }

  private String url() {
    return config.url().orElseThrow();
  }

  private static PgStore open(StoreConfig config) {
    return PgStore.open(config, StoreLimits.DEFAULTS);
  }

  private static void assertRefused(StoreConfig config, String... parts) {
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(StoreException.class)
        .message()
        .contains(parts)
        .doesNotContain("hush")
        .doesNotContain("SELECT");
  }

  private boolean schemaExists() {
    return ask("SELECT count(*) FROM pg_namespace WHERE nspname = '" + config.schema() + "'")
        .equals("1");
  }

  private List<String> tables() {
    String names =
        ask(
            "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = '"
                + config.schema()
                + "'");
    return names == null ? List.of() : List.of(names.split(","));
  }

  private static String ask(String sql) {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
