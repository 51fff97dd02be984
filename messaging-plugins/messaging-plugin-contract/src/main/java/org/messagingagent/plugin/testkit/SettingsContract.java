package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/** What a plugin does with its settings. */
interface SettingsContract extends PluginUnderTest {

  @Test
  default void refusesBadSettings(@TempDir Path directory) {
    for (Map<String, String> bad : badSettings()) {
      assertRefused(directory, bad, "opening with " + bad);
    }
  }

  @Test
  default void refusesToOpenWhereARequiredSettingIsMissing(@TempDir Path directory) {
    List<String> required =
        Subject.newPlugin(this).settings().stream()
            .filter(PluginSetting::isRequired)
            .map(PluginSetting::key)
            .toList();
    assumeFalse(required.isEmpty(), "No setting is required");
    for (String key : required) {
      Map<String, String> incomplete = new HashMap<>(settings());
      incomplete.remove(key);
      assertRefused(directory, incomplete, "opening without " + key);
    }
  }

  @Test
  default void refusesToOpenWithASettingThatItDoesNotHave(@TempDir Path directory) {
    Map<String, String> more = new HashMap<>(settings());
    more.put("no-such-setting", "x");
    assertRefused(directory, more, "opening with a setting that is not declared");
  }

  @Test
  default void checksItsSettingsWithoutCallingTheGateway() {
    MessagingPlugin plugin = Subject.newPlugin(this);
    gateway().ifPresent(FakeGateway::forgetRequests);
    assertThat(plugin.check(PluginSettings.of(plugin.settings(), settings())))
        .as("what check() says of good settings")
        .isNotNull()
        .isEmpty();
    gateway().ifPresent(gateway -> assertThat(gateway.requests()).isEmpty());
  }

  @Test
  default void keepsItsSecrets(@TempDir Path directory) throws Exception {
    List<String> secrets = secrets();
    assumeFalse(secrets.isEmpty(), "No setting that the test sets is a secret");
    List<String> texts = new ArrayList<>();
    MessagingPlugin plugin = Subject.newPlugin(this);
    texts.add(String.valueOf(plugin));
    try (Subject subject = Subject.open(this, directory)) {
      texts.add(subject.context().settings().toString());
      texts.add(String.valueOf(subject.channel()));
      texts.add(String.valueOf(subject.channel().health()));
      if (subject.channel() instanceof IncomingHandler handler) {
        texts.add(String.valueOf(handler.handle(incoming(1))));
      }
      if (subject.channel() instanceof OutgoingSender sender) {
        texts.add(String.valueOf(sender.send(outgoing(1))));
      }
    }
    for (Map<String, String> bad : badSettings()) {
      Map<String, String> withSecrets = new HashMap<>(settings());
      withSecrets.putAll(bad);
      texts.add(problems(directory, withSecrets));
    }
    for (String secret : secrets) {
      assertThat(texts).as("what can be read").noneMatch(text -> text.contains(secret));
    }
  }

  private List<String> secrets() {
    Map<String, String> set = settings();
    return Subject.newPlugin(this).settings().stream()
        .filter(PluginSetting::isSecret)
        .map(setting -> set.getOrDefault(setting.key(), ""))
        .filter(value -> value.length() >= 4)
        .toList();
  }

  private void assertRefused(Path directory, Map<String, String> settings, String what) {
    MessagingPlugin plugin = Subject.newPlugin(this);
    assertThatExceptionOfType(PluginSettingException.class)
        .as(what)
        .isThrownBy(
            () -> TestPluginContext.of(plugin, directory).withSettings(settings).open().close())
        .satisfies(e -> assertThat(e.key()).isNotBlank());
  }

  private String problems(Path directory, Map<String, String> settings) {
    MessagingPlugin plugin = Subject.newPlugin(this);
    try {
      TestPluginContext.of(plugin, directory).withSettings(settings).open().close();
      return "";
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }
}
