package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;

/** A host that makes the tables itself needs no Flyway. */
@Timeout(60)
class PgWithoutFlywayTest {

  private StoreConfig config;

  @BeforeEach
  void chooseSchema() {
    config = PostgresFixture.freshSchema();
  }

  @AfterEach
  void drop() {
    PostgresFixture.drop(config);
  }

  @Test
  void serverWhoseTablesAreThereStarts() throws Exception {
    PostgresFixture.run(PgTables.script(config.schema()));

    assertThat(openWithout("flyway-core", "flyway-database-postgresql", "sqlite-jdbc"))
        .isEqualTo("opened");
  }

  @Test
  void serverThatWouldHaveToMakeThemSaysWhatIsMissing() throws Exception {
    assertThat(openWithout("flyway-core", "flyway-database-postgresql"))
        .contains(
            "has version 0 of the tables, this server needs 1; run what 'store schema' prints, or"
                + " add org.flywaydb:flyway-core and org.flywaydb:flyway-database-postgresql");
    assertThat(openWithout("flyway-database-postgresql"))
        .contains("add org.flywaydb:flyway-core and org.flywaydb:flyway-database-postgresql");
  }

  @Test
  void publishedScriptMakesTheTablesAsAMigrationOfTheHosts(@TempDir Path migrations)
      throws Exception {
    String published = Files.readString(Path.of("../docs/ddl/postgresql-1.sql"));
    assertThat(published).isEqualTo(PgTables.script("messaging"));
    Files.writeString(
        migrations.resolve("V7__messaging.sql"),
        PgTables.script(config.schema()).replace("\nBEGIN;\n", "\n").replace("\nCOMMIT;\n", "\n"));

    String history = config.schema() + "_of_the_host";
    try {
      Flyway.configure()
          .dataSource(config.url().orElseThrow(), config.user(), config.password())
          .locations("filesystem:" + migrations)
          .table(history)
          .baselineOnMigrate(true)
          .load()
          .migrate();
      PgStore.open(config.withMigrate(false), StoreLimits.DEFAULTS).close();
    } finally {
      PostgresFixture.run("DROP TABLE IF EXISTS public." + history);
    }
  }

  /** Opens the store by classes that do not find these libraries. */
  private String openWithout(String... libraries) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!isOneOf(libraries, Path.of(entry).getFileName().toString())) {
        urls.add(url(entry));
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      @SuppressWarnings("unchecked")
      UnaryOperator<List<String>> opening =
          (UnaryOperator<List<String>>)
              Class.forName(Opening.class.getName(), true, loader)
                  .getDeclaredConstructor()
                  .newInstance();
      return opening
          .apply(
              List.of(
                  config.url().orElseThrow(), config.user(), config.password(), config.schema()))
          .get(0);
    }
  }

  private static boolean isOneOf(String[] libraries, String jar) {
    for (String library : libraries) {
      if (jar.matches(library + "-[0-9].*\\.jar")) {
        return true;
      }
    }
    return false;
  }

  private static URL url(String entry) throws MalformedURLException {
    return new File(entry).toURI().toURL();
  }

  /** Of the JDK's types alone, so that it can be called from one class loader to another. */
  public static final class Opening implements UnaryOperator<List<String>> {

    @Override
    public List<String> apply(List<String> database) {
      StoreConfig config =
          StoreConfig.postgres(database.get(0), database.get(1), database.get(2))
              .withSchema(database.get(3));
      try {
        PgStore.open(config, StoreLimits.DEFAULTS).close();
        return List.of("opened");
      } catch (StoreException e) {
        return List.of(e.getMessage());
      }
    }
  }
}
