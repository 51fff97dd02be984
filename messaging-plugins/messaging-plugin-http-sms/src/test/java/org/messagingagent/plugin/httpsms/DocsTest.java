package org.messagingagent.plugin.httpsms;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.PluginMetrics;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;

/** The page of the plugin says what the plugin does. */
class DocsTest {

  private static final Path PAGE = page();

  @Test
  void hasEverySettingAsItIsDeclared() throws IOException {
    String table =
        Declarations.all().stream()
            .map(DocsTest::row)
            .collect(
                joining(
                    "\n",
                    "| setting | type | default | meaning |\n| --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(PAGE)).contains(table);
  }

  @Test
  void hasEveryFigure() throws IOException {
    List<String> rows = new ArrayList<>();
    Figures.of(
        new PluginMetrics() {
          @Override
          public Counter counter(String name, String description) {
            rows.add("| `%s` | %s |".formatted(name, description));
            return amount -> {};
          }

          @Override
          public Timer timer(String name, String description) {
            rows.add("| `%s` | %s |".formatted(name, description));
            return time -> {};
          }

          @Override
          public void gauge(
              String name, String description, java.util.function.DoubleSupplier value) {
            rows.add("| `%s` | %s |".formatted(name, description));
          }
        });
    assertThat(Files.readString(PAGE)).contains(String.join("\n", rows) + "\n");
  }

  @Test
  void hasEveryPlaceholder() throws IOException {
    String page = Files.readString(PAGE);
    for (Placeholder placeholder : Placeholder.values()) {
      assertThat(page).contains("`{{%s}}`".formatted(placeholder));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"twilio", "vonage", "sinch", "infobip"})
  void hasTheSettingsThatAreTested(String vendor) throws IOException {
    String page = Files.readString(PAGE);
    String block =
        new Vendor(vendor)
            .text("settings.properties")
            .lines()
            .map(line -> "    " + line)
            .collect(joining("\n"));
    assertThat(page).contains(block);
  }

  @Test
  void hasNoExampleWithAWrongSetting() throws IOException {
    List<Map<String, String>> examples = examples();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(6);
    for (Map<String, String> example : examples) {
      assertThat(Setup.problems(PluginSettings.of(Declarations.all(), example)))
          .as("%s", example)
          .isEmpty();
    }
  }

  /** The blocks that set an address. */
  private static List<Map<String, String>> examples() throws IOException {
    List<Map<String, String>> examples = new ArrayList<>();
    for (String block : Files.readString(PAGE).split("\n\n")) {
      if (!block.startsWith("    ") || !block.matches("(?s).*\\burl = .*")) {
        continue;
      }
      Properties properties = new Properties();
      properties.load(new StringReader(block));
      Map<String, String> settings = new java.util.HashMap<>();
      Stream.of(properties.stringPropertyNames().toArray(String[]::new))
          .filter(key -> !key.startsWith("messaging.gateway.") && !key.endsWith(".enabled"))
          .forEach(
              key ->
                  settings.put(
                      key.replace("messaging.plugin.http-sms.", ""), properties.getProperty(key)));
      examples.add(settings);
    }
    return examples;
  }

  private static String row(PluginSetting setting) {
    String name = setting.standsForMany() ? setting.key() + "<name>" : setting.key();
    return "| `%s` | %s%s | %s | %s |"
        .formatted(
            name,
            setting.expected(),
            setting.isSecret() ? ", secret" : "",
            setting.defaultValue().map(value -> "`" + value + "`").orElse(""),
            setting.description());
  }

  private static Path page() {
    Path page = Path.of("docs", "plugins", "http-sms.md");
    Path fromModule = Path.of("..", "..").resolve(page);
    return Files.exists(fromModule) ? fromModule : page;
  }
}
