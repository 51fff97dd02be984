package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesTest {

  @TempDir Path directory;

  private Path file;
  private JsonLines lines;

  @BeforeEach
  void setUp() {
    file = directory.resolve("a.jsonl");
    lines = new JsonLines(file);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void fileThatIsNotThereYetHasNoLines() {
    assertThat(lines.more()).isEmpty();
  }

  @Test
  void aLineIsReadOnceAndOnlyWhenItIsWhole() throws Exception {
    append("{\"a\":\"ø1\"}\n{\"a\":");
    assertThat(lines.more()).extracting(line -> line.path("a").asText()).containsExactly("ø1");
    assertThat(lines.more()).isEmpty();
    append("\"2\"}\n");
    assertThat(lines.more()).extracting(line -> line.path("a").asText()).containsExactly("2");
    assertThat(lines.lines()).hasSize(2);
    assertThat(lines.torn()).isEmpty();
  }

  @Test
  void tornLineIsCountedAndReadingGoesOn() throws Exception {
    append("{\"a\":\n{\"a\":\"2\"}\n");
    assertThat(lines.more()).hasSize(1);
    assertThat(lines.torn()).hasSize(1);
  }

  @Test
  void tornEndThatIsCutOffIsNoLine() throws Exception {
    append("{\"a\":\"1\"}\n{\"a\":");
    lines.more();
    Files.writeString(file, "{\"a\":\"1\"}\n{\"a\":\"2\"}\n");
    assertThat(lines.more()).extracting(line -> line.path("a").asText()).containsExactly("2");
    assertThat(lines.torn()).isEmpty();
  }
}
