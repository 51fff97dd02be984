package org.messagingagent.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.client.ScriptedServer.plugins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.client.ScriptedServer;

/** The packaged JAR has all that it needs to run on its own. */
@Timeout(60)
class MessagingClientJarIT {

  private static final Path JAR = Path.of("target", "messaging-client.jar");

  @Test
  void callsAServer() throws Exception {
    try (ScriptedServer server = new ScriptedServer()) {
      server.then(plugins());
      Result result = run("plugins", "--url", server.url(), "--user", "a", "--password", "b");
      assertThat(result.output()).startsWith("NAME").contains("file", "discard");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void knowsItsVersion() throws Exception {
    Result result = run("--version");
    assertThat(result.output()).startsWith("messaging-client ").doesNotContain("development");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void leavesWithTheCodeOfTheCommand() throws Exception {
    assertThat(run("plugins", "--url", "nowhere", "--ticket", "t").exitCode()).isEqualTo(2);
  }

  /** Both outputs together, which shows that nothing is logged to either. */
  private record Result(int exitCode, String output) {}

  private static Result run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toString());
    command.addAll(List.of(args));
    assertThat(Files.exists(JAR)).isTrue();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
