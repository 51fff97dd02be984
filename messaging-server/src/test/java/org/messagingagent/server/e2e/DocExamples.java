package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The Java examples of a page, which are taken from the source of a test that runs them. */
final class DocExamples {

  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private DocExamples() {}

  /** Each example of the page stands in the source of the test, whatever the line breaks. */
  static void standIn(Class<?> test, String page, int count) throws IOException {
    Path root = root();
    String source =
        Files.readString(
            root.resolve("messaging-server/src/test/java")
                .resolve(test.getName().replace('.', '/') + ".java"));
    List<String> examples =
        EXAMPLE
            .matcher(Files.readString(root.resolve("docs").resolve(page)))
            .results()
            .map((MatchResult found) -> flat(found.group(1)))
            .toList();
    assertThat(examples).hasSize(count);
    assertThat(examples).allSatisfy(each -> assertThat(flat(source)).contains(each));
  }

  private static String flat(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("messaging-api"))) {
      path = path.getParent();
    }
    return path;
  }
}
