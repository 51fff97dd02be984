package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.metrics.MetricsConfig;

/** Where figures are shown: the keys, and the configuration that they make. */
final class MetricsSettings {

  private static final MetricsConfig PRESETS = MetricsConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Boolean> ENABLED =
      GROUP.flag(
          "messaging.metrics.enabled",
          PRESETS.enabled(),
          "Whether figures for Prometheus are shown, at /metrics on a port of their own");

  static final Setting<String> HOST =
      GROUP.text(
          "messaging.metrics.host", PRESETS.host(), "The address to listen on for Prometheus");

  static final Setting<Integer> PORT =
      GROUP.number(
          "messaging.metrics.port",
          PRESETS.port(),
          "The port to listen on for Prometheus; 0 for any that is free");

  static final Setting<String> TOKEN =
      GROUP.declare(
          Setting.optional(
                  "messaging.metrics.token",
                  SettingType.TEXT,
                  "The bearer token that Prometheus sends, 16 characters or more; without it, anybody who reaches the address may read")
              .asSecret());

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private MetricsSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static MetricsConfig config(SettingValues values) {
    return new MetricsConfig(
        values.get(ENABLED),
        values.get(HOST),
        values.get(PORT),
        values.find(TOKEN),
        PRESETS.refresh());
  }
}
