package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/hosts.md} are parts of sources that the other tests run. */
class HostsPageTest {

  private static final Path SOURCES =
      ClassPaths.MODULE.resolve("src/test/java/org/messagingagent/hosts/examples");

  @Test
  void eachExampleIsAPartOfASourceThatIsTested() throws IOException {
    List<String> examples =
        Page.named("hosts.md").blocks().stream()
            .filter(block -> block.contains(";\n"))
            .filter(block -> !block.startsWith("<"))
            .toList();
    List<String> sources = sources();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(5);
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(sources)
                    .as("a source with%n%s", example)
                    .anyMatch(source -> source.contains(example)));
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sources.add(Files.readString(file));
      }
    }
    return sources;
  }
}
