package org.messagingagent.server.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.server.support.ConfigChecks;

/** Where plugins come from: the keys, and the configuration that they make. */
final class PluginsSettings {

  private static final PluginsConfig PRESETS = PluginsConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Path> DIR =
      GROUP.declare(
          Setting.of(
              "messaging.plugins.dir",
              SettingType.PATH,
              Path.of("plugins"),
              "Plugins of others: a JAR each, or a directory with the JARs of one; need not exist"));

  static final Setting<Boolean> BUILT_IN =
      GROUP.flag(
          "messaging.plugins.built-in",
          PRESETS.builtIn(),
          "Whether the plugins that come with the server are there");

  static final Setting<Duration> OPEN_TIMEOUT =
      GROUP.time(
          "messaging.plugins.open-timeout",
          PRESETS.openTimeout(),
          "How long a plugin may take to start");

  static final Setting<Duration> CLOSE_TIMEOUT =
      GROUP.time(
          "messaging.plugins.close-timeout",
          PRESETS.closeTimeout(),
          "How long all plugins together may take to stop");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private PluginsSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static PluginsConfig config(SettingValues values) {
    return new PluginsConfig(
        Optional.of(values.get(DIR)),
        values.get(BUILT_IN),
        values.get(OPEN_TIMEOUT),
        values.get(CLOSE_TIMEOUT),
        PluginLimits.DEFAULTS.withConcurrency(
            threads(DispatchSettings.THREADS, values), threads(SendSettings.THREADS, values)),
        values.instances());
  }

  private static int threads(Setting<Integer> setting, SettingValues values) {
    int threads = values.get(setting);
    ConfigChecks.check(
        threads >= 1 && threads <= 1_000,
        "%s must be 1 to 1000, was %s",
        setting.key().substring("messaging.".length()),
        threads);
    return threads;
  }
}
