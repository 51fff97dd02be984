package org.messagingagent.server.plugin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;

/** What an operator set for one plugin: some of it is the server's, the rest the plugin's. */
record OperatorSettings(Map<String, String> values) {

  /** Whether the plugin runs. */
  static final String ENABLED = "enabled";

  static OperatorSettings of(Map<String, String> values) {
    return new OperatorSettings(Map.copyOf(values));
  }

  /** Whether a plugin may not have a setting of this key. */
  static boolean isReserved(String key) {
    return key.equals(ENABLED) || key.startsWith(PluginLimits.PREFIX);
  }

  /**
   * Whether the plugin is to run.
   *
   * @throws org.messagingagent.spi.PluginSettingException where that is neither true nor false
   */
  boolean enabled(boolean otherwise) {
    String value = values.getOrDefault(ENABLED, "");
    return PluginSettings.of(
            List.of(PluginSetting.flag(ENABLED).withDefault(otherwise)), Map.of(ENABLED, value))
        .getBoolean(ENABLED);
  }

  /** The limits among them. */
  Map<String, String> limits() {
    Map<String, String> limits = new HashMap<>(values);
    limits.keySet().removeIf(key -> !key.startsWith(PluginLimits.PREFIX));
    return limits;
  }

  /** Those that are the plugin's own. */
  Map<String, String> own() {
    Map<String, String> own = new HashMap<>(values);
    own.keySet().removeIf(OperatorSettings::isReserved);
    return own;
  }
}
