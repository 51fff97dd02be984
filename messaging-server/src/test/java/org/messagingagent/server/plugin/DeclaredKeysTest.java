package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.PluginSetting;

class DeclaredKeysTest {

  private final DeclaredKeys keys =
      new DeclaredKeys(
          List.of(
              PluginSetting.text("limits.send-rate"),
              PluginSetting.text("maxParts"),
              PluginSetting.text("imap.host"),
              PluginSetting.text("imap-host-name"),
              PluginSetting.textsBelow("header.")));

  @Test
  void keysOfVariablesFindTheDeclaredOnes() {
    assertThat(
            keys.named(
                Map.of(
                    "limits-send-rate", "1",
                    "maxparts", "2",
                    "imap-host", "3",
                    "header-x-api-key", "4")))
        .containsOnly(
            Map.entry("limits.send-rate", "1"),
            Map.entry("maxParts", "2"),
            Map.entry("imap.host", "3"),
            Map.entry("header.x-api-key", "4"));
  }

  @Test
  void declaredKeysStayAsTheyAre() {
    Map<String, String> values =
        Map.of("limits.send-rate", "1", "imap-host-name", "2", "header.X-Api-Key", "3");
    assertThat(keys.named(values)).isEqualTo(values);
  }

  @Test
  void keyThatMeansNothingOrWhatIsSetStaysAndIsReportedAsUnknown() {
    Map<String, String> values =
        Map.of("colour", "red", "imap.host", "one", "imap-host", "two", "header-", "x");
    assertThat(keys.named(values)).isEqualTo(values);
  }
}
