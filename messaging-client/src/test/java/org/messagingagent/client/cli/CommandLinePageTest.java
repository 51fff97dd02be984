package org.messagingagent.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.RealServer;
import picocli.CommandLine;

/** The commands of the page about the client do what it says. */
@Timeout(60)
class CommandLinePageTest {

  private static final Path PAGE = Path.of("..", "docs", "client.md");
  private static final Pattern COMMAND = Pattern.compile("(?m)^messaging-client (.*)$");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private Path directory;

  @Test
  void eachCommandOfThePageSucceeds() throws Exception {
    List<String> commands =
        COMMAND.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    assertThat(commands).hasSizeGreaterThan(3);
    try (RealServer server = RealServer.in(directory)) {
      Map<String, String> environment =
          Map.of(
              "MESSAGING_URL",
              server.url(),
              "MESSAGING_USER",
              RealServer.USER,
              "MESSAGING_PASSWORD",
              RealServer.PASSWORD);
      for (String command : commands) {
        StringWriter err = new StringWriter();
        CommandLine line =
            Main.commandLine(
                new Surroundings(
                    environment,
                    new ByteArrayInputStream("piped".getBytes(StandardCharsets.UTF_8)),
                    question -> Optional.empty()));
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        assertThat(line.execute(words(command))).as(command + ": " + err).isZero();
      }
    }
  }

  private static String[] words(String command) {
    return WORD.matcher(command)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toArray(String[]::new);
  }
}
