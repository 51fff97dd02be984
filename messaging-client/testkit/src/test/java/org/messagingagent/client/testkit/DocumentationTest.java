package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on testing shows is compiled and run here, and what it says holds. */
class DocumentationTest {

  private static final Path PAGE = Path.of("../../docs/testing.md");
  private static final Path EXAMPLES =
      Path.of("src/test/java/org/messagingagent/client/testkit/examples");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
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
    assertThat(lines)
        .filteredOn(
            line -> line.matches("\\| `\\w+\\(.*\\)(\\.\\w+\\(\\))?` \\|.* \\| (yes|no) \\|.*"))
        .as("the rows of faults, and that of notAuthenticated() which the client does not show")
        .hasSize(FaultTable.ROWS.size() + 1);
    Set<String> made =
        Arrays.stream(Fault.class.getMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(made)
        .allSatisfy(name -> assertThat(lines).anyMatch(line -> line.startsWith("| `" + name)));
  }

  @Test
  void theDependencyIsThisArtifact() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    Matcher version = VERSION.matcher(pom);
    assertThat(version.find()).isTrue();
    assertThat(flat(Files.readString(PAGE)))
        .contains(
            flat(
                """
                <groupId>org.messagingagent</groupId>
                <artifactId>messaging-client-testkit</artifactId>
                <version>%s</version>
                """
                    .formatted(version.group(1))));
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
