package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on testing shows is compiled and run here, and what it says holds. */
class DocumentationTest {

  private static final Path PAGE = Path.of("../../docs/testing.md");
  private static final Path EXAMPLES =
      Path.of("src/test/java/org/messagingagent/client/testkit/examples");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void eachExampleIsPartOfATest() throws Exception {
    List<String> sources = sources();
    List<String> shown =
        JAVA.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    assertThat(shown).hasSizeGreaterThan(8);
    for (String example : shown) {
      assertThat(sources)
          .as("the tests that have this example:%n%s", example)
          .anyMatch(source -> source.contains(flat(example)));
    }
  }

  @Test
  void eachFaultIsInItsTableWithWhatItComesTo() throws Exception {
    List<String> lines = Files.readAllLines(PAGE);
    for (FaultTable row : FaultTable.ROWS) {
      assertThat(lines)
          .as("the row of %s", row)
          .anyMatch(line -> line.startsWith(row.begin()) && line.endsWith(row.end()));
    }
  }

  @Test
  void theDependencyIsThisArtifact() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(flat(Files.readString(PAGE)))
        .contains(
            flat(
                """
                <groupId>org.messagingagent</groupId>
                <artifactId>messaging-client-testkit</artifactId>
                """));
    assertThat(pom).contains("<artifactId>messaging-client-testkit</artifactId>");
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.map(DocumentationTest::read).map(DocumentationTest::flat).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Without indentation and empty lines. */
  private static String flat(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
