package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command {@code prove}, in short. */
final class ProveIT {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path directory;

  @Test
  void aServerThatIsKilledUnderLoadIsProvenToLoseNothing() throws Exception {
    ServerSetup setup = ServerSetup.in(directory);
    try (ServerProcess prove =
        setup.run("prove", "--kills", "5", "--duration", "180", "--seed", "5", "--json")) {
      int status = prove.exitStatus(LIMIT);

      System.out.println("ProveIT: " + prove.stdout());
      JsonNode verdict = new ObjectMapper().readTree(prove.stdout());
      assertThat(status).as(prove.output()).isZero();
      assertThat(verdict.path("proven").asBoolean()).isTrue();
      assertThat(verdict.path("kills").asInt()).isEqualTo(5);
      assertThat(verdict.path("accepted").asLong()).isPositive();
      assertThat(verdict.path("handled").asLong()).isEqualTo(verdict.path("accepted").asLong());
      assertThat(verdict.path("lost").asLong()).isZero();
      assertThat(verdict.path("outOfOrder").asLong()).isZero();
      assertThat(verdict.path("stored").path("handled").asLong())
          .isEqualTo(verdict.path("accepted").asLong());
    }
    Path run = setup.dataDirectory().resolve("prove").resolve("run-5");
    assertThat(run.resolve("record.log")).isNotEmptyFile();
    assertThat(run.resolve("node-1.6.log")).isNotEmptyFile();
    assertThat(run.resolve("data")).doesNotExist();
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
