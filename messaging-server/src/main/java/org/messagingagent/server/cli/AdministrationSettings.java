package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.admin.AdministrationConfig;

/** Where operators are served: the keys, and the configuration that they make. */
final class AdministrationSettings {

  private static final AdministrationConfig PRESETS = AdministrationConfig.LOCAL;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<Boolean> ENABLED =
      GROUP.flag(
          "messaging.admin.enabled",
          PRESETS.enabled(),
          "Whether the command line can act on the running server");

  static final Setting<String> HOST =
      GROUP.text(
          "messaging.admin.host",
          PRESETS.host(),
          "The address to listen on for operators, in plain HTTP; other than loopback only behind"
              + " TLS or a tunnel");

  static final Setting<Integer> PORT =
      GROUP.number(
          "messaging.admin.port",
          PRESETS.port(),
          "The port to listen on for operators; 0 for any that is free, which the command line on"
              + " the same machine finds");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private AdministrationSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static AdministrationConfig config(SettingValues values) {
    return new AdministrationConfig(values.get(ENABLED), values.get(HOST), values.get(PORT));
  }
}
