package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;

/** The packaged command {@code prove}, in short. */
final class ProveIT {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String SCHEMA = "messaging_prove";

  @TempDir Path directory;

  @Test
  void aServerThatIsKilledUnderLoadIsProvenToLoseNothing() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);

    JsonNode verdict =
        proven(
            setup,
            "prove --nodes 1 --kills 5 --pauses 0 --cuts 0 --duration 180 --seed 5 --json"
                .split(" "));

    assertThat(verdict.path("kills").asInt()).isEqualTo(5);
    Path run = setup.dataDirectory().resolve("prove").resolve("run-5");
    assertThat(run.resolve("record.log")).isNotEmptyFile();
    assertThat(run.resolve("node-1.6.log")).isNotEmptyFile();
    assertThat(run.resolve("data")).doesNotExist();
  }

  @Test
  void threeNodesOnPostgresAreProvenToLoseNothingAndNothingIsLeftBehind() throws Exception {
    StoreConfig database = PostgresFixture.freshSchema();
    ServerSetup setup =
        ServerSetup.in(directory)
            .with("MESSAGING_STORE_URL", database.url().orElseThrow())
            .with("MESSAGING_STORE_USER", database.user())
            .with("MESSAGING_STORE_PASSWORD", database.password())
            .with("MESSAGING_NODE_LEASE", "4s");
    PostgresFixture.drop(database.withSchema(SCHEMA)); // of a run that failed

    JsonNode verdict =
        proven(
            setup,
            "prove",
            "--kills",
            "3",
            "--pauses",
            "1",
            "--cuts",
            "2",
            "--seed",
            "7",
            "--json");

    assertThat(verdict.path("nodes").asInt()).isEqualTo(3);
    assertThat(verdict.path("kills").asInt()).isEqualTo(3);
    assertThat(verdict.path("pauses").asInt()).isEqualTo(1);
    assertThat(verdict.path("cuts").asInt()).isEqualTo(2);
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT to_regnamespace('" + SCHEMA + "')")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).as("the schema").isNull();
    }
    assertThat(setup.dataDirectory().resolve("prove/run-7/data")).doesNotExist();
  }

  private static JsonNode proven(ServerSetup setup, String... command) throws Exception {
    try (ServerProcess prove = setup.run(command)) {
      int status = prove.exitStatus(LIMIT);

      System.out.println("ProveIT: " + prove.stdout());
      JsonNode verdict = new ObjectMapper().readTree(prove.stdout());
      assertThat(status).as(prove.output()).isZero();
      assertThat(verdict.path("proven").asBoolean()).isTrue();
      assertThat(verdict.path("accepted").asLong()).isPositive();
      assertThat(verdict.path("handled").asLong()).isEqualTo(verdict.path("accepted").asLong());
      assertThat(verdict.path("lost").asLong()).isZero();
      assertThat(verdict.path("outOfOrder").asLong()).isZero();
      assertThat(verdict.path("stored").path("handled").asLong())
          .isEqualTo(verdict.path("accepted").asLong());
      return verdict;
    }
  }

  @Test
  void aDirectoryThatHoldsSomethingIsLeftAlone() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("mine.txt"), "mine");
    try (ServerProcess prove =
        ServerSetup.in(directory).run("prove", "--dir", other.toString(), "--kills", "1")) {
      assertThat(prove.exitStatus(LIMIT)).isEqualTo(2);
      assertThat(prove.stderr()).contains("is not an empty directory; name another with --dir");
    }
    assertThat(other).isDirectoryContaining(path -> path.endsWith("mine.txt"));
  }
}
