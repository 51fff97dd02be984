package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.agent.AgentConfig;

/** What a call may ask for: the keys, and the configuration that they make. */
final class AgentSettings {

  private static final AgentConfig PRESETS = AgentConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> DEFAULT_PLUGIN =
      GROUP.declare(
          Setting.optional(
              "messaging.agent.default-plugin",
              SettingType.TEXT,
              "The plugin of incoming messages that name none; without it, such are refused"));

  static final Setting<Integer> MAX_MESSAGES =
      GROUP.number(
          "messaging.agent.max-messages-per-call",
          PRESETS.maxMessagesPerCall(),
          "The most messages or ids in one call");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private AgentSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static AgentConfig config(SettingValues values) {
    return new AgentConfig(values.find(DEFAULT_PLUGIN).orElse(""), values.get(MAX_MESSAGES));
  }
}
