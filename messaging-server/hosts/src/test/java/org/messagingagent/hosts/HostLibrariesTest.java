package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.hosts.lean.LeanHost;

/** The server with what Maven resolves for a host, and with other versions of what hosts bring. */
@Timeout(120)
class HostLibrariesTest {

  private static final String[] JETTY = {"jetty-server", "jetty-http", "jetty-io", "jetty-util"};
  private static final String[] JACKSON = {
    "jackson-databind", "jackson-core", "jackson-annotations"
  };

  @TempDir private Path directory;

  @Test
  void sqliteIsAllThatHasToBeAdded() throws Exception {
    assertThat(run(withServer("sqlite-jdbc"), Map.of())).containsEntry("handled", "hello");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    assertThat(failure(ClassPaths.withServer(), Map.of()))
        .hasMessageContaining("org.xerial:sqlite-jdbc");
    assertThat(failure(withServer("sqlite-jdbc"), Map.of("http", "wanted")))
        .hasMessageContaining("org.eclipse.jetty:jetty-server");
    assertThat(failure(withServer("sqlite-jdbc"), Map.of("administration", "wanted")))
        .hasMessageContaining("com.fasterxml.jackson.core:jackson-databind");
  }

  @Test
  void hostMayBringGuice6AndAnOlderSlf4j() throws Exception {
    List<Path> libraries = without(without(withServer("sqlite-jdbc"), "guice"), "slf4j-api");
    libraries.add(ClassPaths.other("guice-6.0.0.jar"));
    libraries.add(ClassPaths.other("javax.inject-1.jar"));
    libraries.add(ClassPaths.other("slf4j-api-2.0.9.jar"));
    assertThat(run(libraries, Map.of("classes", "com.google.inject.Injector org.slf4j.Logger")))
        .containsEntry("handled", "hello")
        .hasEntrySatisfying(
            "from",
            places -> assertThat(places).matches("\\S+/guice-6.0.0.jar \\S+/slf4j-api-2.0.9.jar"));
  }

  @Test
  void hostMayBringJetty12OfAnotherMinorVersionAndAnOlderJackson() throws Exception {
    List<Path> libraries = new ArrayList<>(withServer("sqlite-jdbc"));
    Stream.of(JETTY).map(name -> ClassPaths.other(name + "-12.0.36.jar")).forEach(libraries::add);
    Stream.of(JACKSON).map(name -> ClassPaths.other(name + "-2.17.2.jar")).forEach(libraries::add);
    assertThat(
            run(
                libraries,
                Map.of(
                    "http",
                    "wanted",
                    "administration",
                    "wanted",
                    "classes",
                    "org.eclipse.jetty.server.Server com.fasterxml.jackson.databind.JsonNode")))
        .containsEntry("handled", "hello")
        .hasEntrySatisfying(
            "from",
            places ->
                assertThat(places)
                    .matches("\\S+/jetty-server-12.0.36.jar \\S+/jackson-databind-2.17.2.jar"));
  }

  private static List<Path> withServer(String... added) throws IOException {
    List<Path> libraries = new ArrayList<>(ClassPaths.withServer());
    libraries.addAll(ClassPaths.ofTests(added));
    return libraries;
  }

  private static List<Path> without(List<Path> libraries, String name) {
    List<Path> left = new ArrayList<>(libraries);
    left.removeIf(path -> path.getFileName().toString().startsWith(name + "-"));
    assertThat(left).hasSize(libraries.size() - 1);
    return left;
  }

  private Throwable failure(List<Path> libraries, Map<String, String> wanted) {
    return catchThrowable(() -> run(libraries, wanted));
  }

  private Map<String, String> run(List<Path> libraries, Map<String, String> wanted)
      throws Exception {
    Map<String, String> all = new HashMap<>(wanted);
    all.put("directory", directory.resolve("data").toString());
    try (HostClassLoader loader =
        new HostClassLoader(libraries, LeanHost.class, UnaryOperator.class)) {
      @SuppressWarnings("unchecked")
      UnaryOperator<Map<String, String>> host =
          (UnaryOperator<Map<String, String>>)
              Class.forName(LeanHost.class.getName(), true, loader)
                  .getDeclaredConstructor()
                  .newInstance();
      return host.apply(all);
    }
  }
}
