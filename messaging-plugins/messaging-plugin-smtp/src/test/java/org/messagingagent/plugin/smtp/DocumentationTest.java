package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.PluginSetting;

/** The page for operators says what the plugin has. */
class DocumentationTest {

  private static final Path PAGE = Path.of("../../docs/plugins/smtp.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|$");

  private static String row(PluginSetting setting) {
    String value = setting.isSecret() ? setting.expected() + "; secret" : setting.expected();
    String byDefault =
        setting.isRequired()
            ? "required"
            : setting.defaultValue().map(text -> "`" + text + "`").orElse("");
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.key(), value, byDefault, setting.description());
  }

  @Test
  void itsTableHasTheSettingsAsDeclared() throws Exception {
    String page = Files.readString(PAGE);
    Matcher matcher = ROW.matcher(page);
    List<String> rows = matcher.results().map(result -> result.group()).toList();
    assertThat(rows).isEqualTo(Declarations.all().stream().map(DocumentationTest::row).toList());
  }

  @Test
  void itNamesEachMetric() throws Exception {
    String page = Files.readString(PAGE);
    Path directory = Files.createTempDirectory("documentation");
    try (TestPluginContext context =
        TestPluginContext.of(new SmtpPlugin(), directory)
            .withSettings(
                Map.of(
                    "host", "127.0.0.1",
                    "imap-host", "127.0.0.1",
                    "imap-username", "x",
                    "imap-password", "x",
                    "imap-handler", "file"))) {
      context.open().close();
      List<String> named =
          Pattern.compile("`((?:connections|imap)\\.[a-z]+)`")
              .matcher(page)
              .results()
              .map(result -> result.group(1))
              .distinct()
              .sorted()
              .collect(Collectors.toList());
      assertThat(named)
          .containsExactly(
              "connections.idle",
              "connections.open",
              "connections.opened",
              "connections.stale",
              "connections.wait",
              "imap.answers",
              "imap.bounces",
              "imap.flagged",
              "imap.ignored",
              "imap.receipts");
    }
    Files.delete(directory);
  }
}
