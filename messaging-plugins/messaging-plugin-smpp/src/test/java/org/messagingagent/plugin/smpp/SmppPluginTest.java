package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

class SmppPluginTest {

  private static final Path PAGE = Path.of("../../docs/plugins/smpp.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `messaging\\.plugin\\.smpp\\.([a-z0-9.-]+)` \\| (.+?) \\| (.+) \\|$");
  private static final Map<String, String> LEAST = Map.of("host", "smsc", "system-id", "esme");

  @Test
  void isFoundAndIsOffUntilItIsAskedFor() {
    MessagingPlugin plugin =
        java.util.ServiceLoader.load(MessagingPlugin.class).stream()
            .map(java.util.ServiceLoader.Provider::get)
            .filter(SmppPlugin.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertThat(plugin.enabledByDefault()).isFalse();
    assertThat(plugin.formats()).containsExactly("sms/160", "sms/text");
  }

  @Test
  void theTableOfSettingsIsThatOfThePlugin() throws IOException {
    List<String> described = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        described.add("%s | %s | %s".formatted(row.group(1), row.group(2), row.group(3)));
      }
    }
    assertThat(described)
        .containsExactlyElementsOf(
            new SmppPlugin()
                .settings().stream()
                    .map(
                        setting ->
                            "%s | %s | %s"
                                .formatted(setting.key(), standard(setting), meaning(setting)))
                    .toList());
  }

  @Test
  void theTableOfFiguresIsThatOfThePlugin() throws IOException {
    String page = Files.readString(PAGE);
    Figures.of(
        new org.messagingagent.spi.PluginMetrics() {
          @Override
          public Counter counter(String name, String description) {
            assertThat(page).contains("| `%s` | %s |".formatted(name, description));
            return amount -> {};
          }

          @Override
          public Timer timer(String name, String description) {
            assertThat(page).contains("| `%s` | %s |".formatted(name, description));
            return time -> {};
          }

          @Override
          public void gauge(
              String name, String description, java.util.function.DoubleSupplier value) {}
        });
  }

  @Test
  void readsSettings() {
    SendConfig defaults = SendConfig.of(settings(Map.of()));
    assertThat(defaults.alphabets()).containsExactly(Alphabet.GSM7, Alphabet.LATIN1, Alphabet.UCS2);
    assertThat(defaults.retryStatuses()).containsExactlyInAnyOrder(0x08, 0x14, 0x58, 0x64);
    assertThat(defaults.validity()).isEmpty();
    assertThat(defaults.registeredDelivery()).isEqualTo((byte) 1);
    SendConfig set =
        SendConfig.of(
            settings(
                Map.of(
                    "charsets", "ucs2, gsm7",
                    "validity", "36h",
                    "receipts", "failures",
                    "retry-statuses", "0x400,08",
                    "source-ton", "5",
                    "destination-npi", "18")));
    assertThat(set.alphabets()).containsExactly(Alphabet.UCS2, Alphabet.GSM7);
    assertThat(set.validity()).isEqualTo("000001120000000R");
    assertThat(set.registeredDelivery()).isEqualTo((byte) 2);
    assertThat(set.retryStatuses()).containsExactlyInAnyOrder(0x400, 0x08);
    assertThat(set.addresses().sourceTon()).isPresent();
    assertThat(set.addresses().destinationNpi()).isPresent();
  }

  @Test
  void saysWhichSettingsDoNotGoTogether() {
    assertThat(
            new SmppPlugin()
                    .check(
                        settings(
                            Map.of(
                                "reconnect-min", "10s",
                                "reconnect-max", "5s",
                                "tls.trust-store-password", "secret-word",
                                "source", "Bjørn")))
                    .stream()
                    .map(SettingProblem::key))
        .containsExactly("reconnect-max", "tls.trust-store-password", "source");
  }

  private static PluginSettings settings(Map<String, String> more) {
    Map<String, String> all = new java.util.HashMap<>(LEAST);
    all.putAll(more);
    return PluginSettings.of(new SmppPlugin().settings(), all);
  }

  private static String standard(PluginSetting setting) {
    return setting
        .defaultValue()
        .map("`%s`"::formatted)
        .orElse(setting.isRequired() ? "required" : "none");
  }

  private static String meaning(PluginSetting setting) {
    String values =
        setting.allowedValues().isEmpty()
            ? ""
            : ": `%s`".formatted(String.join("`, `", setting.allowedValues()));
    return setting.description() + values;
  }
}
