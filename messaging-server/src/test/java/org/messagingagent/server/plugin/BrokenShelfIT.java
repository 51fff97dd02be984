package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/** The whole shelf of broken plugins in the plugins directory of the packaged server. */
class BrokenShelfIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final RawSoap soap = new RawSoap();
  private final Map<String, Optional<String>> lines = new LinkedHashMap<>();

  @Test
  void eachCostsOneLineAndTheOthersWork() throws Exception {
    ServerSetup setup = ServerSetup.in(directory).with("MESSAGING_PLUGINS_OPEN_TIMEOUT", "3s");
    Path plugins = setup.pluginsDirectory();
    BrokenPlugins.shelf().forEach((jar, line) -> put(plugins, jar, Optional.of(line)));
    BrokenPlugins.endless().forEach((jar, line) -> put(plugins, jar, Optional.of(line)));
    BrokenPlugins.odd().forEach((jar, line) -> put(plugins, jar, line));
    assertThat(lines).hasSizeGreaterThan(40);
    BrokenPlugins.handling("System.out.println(\"handled \" + message.content());")
        .named("good")
        .writeTo(plugins, "good.jar");
    BrokenPlugins.handling("System.exit(5);").named("exits").writeTo(plugins, "exits.jar");

    try (ServerProcess server = setup.start()) {
      List<String> problems = problems(server);
      lines.forEach((jar, line) -> assertOneLine(problems, jar, line));
      assertThat(problems).hasSize((int) lines.values().stream().flatMap(Optional::stream).count());

      String ticket = soap.logOn(server.address());
      for (String plugin : List.of("exits", "good")) {
        soap.createMessage(server.address(), ticket, Incoming.to(plugin, "hello"), Optional.empty())
            .requireSuccess();
      }
      server.await("exit", LIMIT, () -> server.stderr().contains("it called System.exit(5)"));
      server.await("handled", LIMIT, () -> server.stdout().contains("handled hello"));
      assertThat(server.output()).doesNotContain("\tat ");
      assertThat(server.terminate()).isZero();
    }
  }

  private void put(Path plugins, PluginJar jar, Optional<String> line) {
    String name = "p%02d".formatted(lines.size() + 1);
    try {
      jar.named(name).writeTo(plugins, name + ".jar");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.put(name, line.map(text -> text.replace("broken", name)));
  }

  /** But for what the server says of the tests' PostgreSQL. */
  private static List<String> problems(ServerProcess server) {
    return server
        .output()
        .lines()
        .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
        .filter(line -> !line.contains("fsync=off"))
        .toList();
  }

  private static void assertOneLine(List<String> problems, String name, Optional<String> line) {
    List<String> about =
        problems.stream().filter(problem -> problem.contains(name + ".jar")).toList();
    assertThat(about).as(name).hasSize(line.isPresent() ? 1 : 0);
    line.ifPresent(part -> assertThat(about.get(0)).as(name).contains(part));
  }
}
