package org.messagingagent.server.plugin;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.spi.MessagingPlugin;

@Timeout(60)
class PluginInstancesTest {

  private static final String URL_SETTING =
      "public List<PluginSetting> settings() { return List.of(PluginSetting.url(\"url\")); }";

  @TempDir Path plugins;
  @TempDir Path data;

  private final PluginLog log = new PluginLog();
  private final Map<String, Map<String, String>> settings = new HashMap<>();

  @AfterEach
  void detachLog() {
    log.close();
  }

  @Test
  void instanceRunsBesideItsPluginWithSettingsAndClassesOfItsOwn() throws Exception {
    write("1");
    settings.put("sms", Map.of("url", "http://a.example"));
    settings.put("backup", Map.of("url", "http://b.example", "limits.send-rate", "7"));
    try (PluginRegistry registry = load(Map.of("backup", "sms"))) {
      InstalledPlugin sms = registry.find("sms").orElseThrow();
      InstalledPlugin backup = registry.find("backup").orElseThrow();
      assertThat(backup.name()).isEqualTo("backup");
      assertThat(backup.settings().require("url")).isEqualTo("http://b.example");
      assertThat(sms.settings().require("url")).isEqualTo("http://a.example");
      assertThat(backup.limits().sendRate()).isEqualTo(7);
      assertThat(sms.limits().sendRate()).isZero();
      assertThat(backup.loader()).isNotSameAs(sms.loader());
      assertThat(backup.location()).isEqualTo("messaging.plugins.instances.backup=sms");
      assertThat(log.problems()).isEmpty();
      assertThat(log.story())
          .anyMatch(
              line ->
                  line.startsWith("Plugin backup 1 from messaging.plugins.instances.backup=sms: "));
    }
  }

  @Test
  void instanceOfAPluginThatIsOffIsWantedUnlessItIsSwitchedOffItself() {
    PluginsConfig config =
        PluginsConfig.DEFAULTS.withInstances(Map.of("sink", "discard", "spare", "discard"));
    settings.put("spare", Map.of("enabled", "false"));
    try (PluginRegistry registry = load(config)) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("file", "sink");
      assertThat(registry.switchedOff())
          .containsExactly("discard", "http-sms", "smpp", "smtp", "spare", "webhook");
      assertThat(registry.failures()).isEmpty();
      assertThat(log.story())
          .containsOnlyOnce(
              "Switched off: discard, http-sms, smpp, smtp, spare, webhook;"
                  + " messaging.plugin.<name>.enabled=true switches one on");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          my backup | sms    | 'my backup' is no name for a plugin: a name is 1 to 64 letters
          ../up     | sms    | '../up' is no name for a plugin: a name is 1 to 64 letters
          sms       | sms    | the name 'sms' belongs to a plugin already; give the instance another one
          backup    | smss   | there is no plugin 'smss'; did you mean sms?
          backup    | SMS    | there is no plugin 'SMS'; did you mean sms?
          backup    | pigeon | there is no plugin 'pigeon'; there are: sms
          backup    | other  | 'other' is an instance itself; name the plugin that it is of: sms
          backup    | backup | 'backup' is an instance itself; name the plugin that it is of
          """)
  void instanceThatCannotBeCostsOneLineAndNothingElse(String name, String plugin, String line)
      throws Exception {
    write("1");
    Map<String, String> instances = new HashMap<>(Map.of("other", "sms"));
    instances.put(name, plugin);
    try (PluginRegistry registry = load(instances)) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("other", "sms");
      assertThat(registry.failures()).hasSize(1);
      PluginFailure failure = registry.failures().get(0);
      assertThat(failure.location()).isEqualTo("messaging.plugins.instances.%s=%s", name, plugin);
      assertThat(failure.reason()).startsWith(line);
      assertThat(log.problems()).hasSize(1);
      assertThat(log.problems().get(0)).contains(failure.location(), failure.reason());
    }
  }

  @Test
  void instanceWhereThereIsNoPluginAtAllSaysWhereToLook() {
    try (PluginRegistry registry = load(Map.of("backup", "sms"))) {
      assertThat(registry.failures())
          .extracting(PluginFailure::reason)
          .containsExactly(
              "there is no plugin 'sms'; there are none at all: see messaging.plugins.dir and"
                  + " messaging.plugins.built-in");
    }
  }

  @Test
  void objectOfTheApplicationCannotBeThereTwice() {
    PluginsConfig config = PluginsConfig.NONE.withInstances(Map.of("backup", "sms"));
    try (PluginRegistry registry = load(config, GivenPlugin.named("sms"))) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("sms");
      assertThat(registry.failures())
          .extracting(PluginFailure::reason)
          .containsExactly(
              "'sms' is an object of the application, of which there is one; let the application"
                  + " give another one, whose name() is 'backup'");
    }
  }

  @Test
  void wrongSettingsOfAnInstanceNameItsOwnKeys() throws Exception {
    write("1");
    settings.put("backup", Map.of("url", "nowhere"));
    try (PluginRegistry registry = load(Map.of("backup", "sms"))) {
      assertThat(registry.failures()).hasSize(1);
      assertThat(registry.failures().get(0).name()).isEqualTo(Optional.of("backup"));
      assertThat(registry.failures().get(0).reason())
          .contains("messaging.plugin.backup.url")
          .doesNotContain("messaging.plugin.sms");
      settings.put("backup", Map.of("url", "http://b.example"));
      assertThat(registry.restart("backup")).startsWith("Plugin backup was started: version 1 ");
      assertThat(registry.failures()).isEmpty();
    }
  }

  @Test
  void restartOfAnInstanceLeavesItsPluginAlone() throws Exception {
    write("1");
    try (PluginRegistry registry = load(Map.of("backup", "sms"))) {
      InstalledPlugin sms = registry.find("sms").orElseThrow();
      write("2");
      assertThat(registry.restart("backup"))
          .isEqualTo(
              "Plugin backup was restarted: version 2 from messaging.plugins.instances.backup=sms"
                  + " took the place of version 1");
      assertThat(registry.find("sms")).containsSame(sms);
      assertThat(sms.handling().enter()).isEmpty();
      registry.pause("backup");
      assertThat(registry.find("backup").orElseThrow().isPaused()).isTrue();
      assertThat(sms.isPaused()).isFalse();
      settings.put("backup", Map.of("enabled", "false"));
      assertThat(registry.restart("backup"))
          .isEqualTo("Plugin backup is switched off by its settings; it was stopped");
      assertThat(registry.restart("sms")).contains("version 2");
    }
  }

  @Test
  void instanceOfAPluginThatWasPutThereLaterIsStarted() throws Exception {
    try (PluginRegistry registry = load(Map.of("backup", "sms"))) {
      assertRefused(registry, "backup", "there is no plugin 'sms'");
      write("1");
      assertThat(registry.restart("backup")).startsWith("Plugin backup was started: version 1 ");
      assertThat(registry.failures()).isEmpty();
    }
  }

  @Test
  void restartOfWhatCannotBeSaysWhy() throws Exception {
    write("1");
    Map<String, String> instances = Map.of("../up", "sms", "third", "backup", "backup", "sms");
    try (PluginRegistry registry = load(instances)) {
      assertRefused(registry, "../up", "'../up' is no name for a plugin");
      assertRefused(registry, "third", "'backup' is an instance itself");
      Files.delete(plugins.resolve("sms.jar"));
      assertRefused(registry, "backup", "it is not at ", "the running one goes on");
    }
  }

  private static void assertRefused(PluginRegistry registry, String name, String... parts) {
    assertThatExceptionOfType(PluginOperationException.class)
        .isThrownBy(() -> registry.restart(name))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private void write(String version) throws IOException {
    Path made =
        BrokenPlugins.plugin(
                "public String name() { return \"sms\"; }",
                "public String version() { return \"%s\"; }".formatted(version),
                URL_SETTING,
                BrokenPlugins.HANDLER)
            .writeTo(data, "made.jar");
    Files.move(made, plugins.resolve("sms.jar"), REPLACE_EXISTING);
  }

  private PluginRegistry load(Map<String, String> instances) {
    return load(PluginsConfig.NONE.withDirectory(plugins).withInstances(instances));
  }

  private PluginRegistry load(PluginsConfig config, MessagingPlugin... given) {
    return PluginRegistry.load(
        config,
        List.of(given),
        name -> settings.getOrDefault(name, Map.of()),
        data,
        Clock.systemUTC(),
        new KeepingHost(new TestKeyValueStore(Clock.systemUTC())));
  }
}
