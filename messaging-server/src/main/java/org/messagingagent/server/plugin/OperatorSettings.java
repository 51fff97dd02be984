package org.messagingagent.server.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

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
   * @throws PluginSettingException where that is neither true nor false
   */
  boolean enabled(boolean otherwise) {
    String value = values.getOrDefault(ENABLED, "");
    return PluginSettings.of(
            List.of(PluginSetting.flag(ENABLED).withDefault(otherwise)), Map.of(ENABLED, value))
        .getBoolean(ENABLED);
  }

  /** Right settings of a plugin and what it may take of the server. */
  record Checked(PluginSettings settings, PluginLimits limits) {}

  /**
   * Checks all of them, the plugin's own by what it declares. Vendor code: it may take its time,
   * and throw anything.
   *
   * @throws PluginSettingException with all that is wrong
   */
  Checked check(MessagingPlugin plugin, PluginInfo info, PluginLimits defaults) {
    List<PluginSetting> declared = new ArrayList<>(defaults.declared());
    declared.addAll(info.settings());
    OperatorSettings named = new OperatorSettings(new DeclaredKeys(declared).named(values));
    List<SettingProblem> problems = new ArrayList<>();
    PluginLimits limits = noting(problems, defaults, () -> defaults.with(named.limits()));
    PluginSettings none = PluginSettings.of(List.of(), Map.of());
    PluginSettings settings =
        noting(problems, none, () -> PluginSettings.of(info.settings(), named.own()));
    if (problems.isEmpty()) {
      problems.addAll(plugin.check(settings));
    }
    if (!problems.isEmpty()) {
      throw new PluginSettingException(problems);
    }
    return new Checked(settings, limits);
  }

  private static <T> T noting(List<SettingProblem> problems, T otherwise, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (PluginSettingException e) {
      problems.addAll(e.problems());
      return otherwise;
    }
  }

  /** The limits among them. */
  private Map<String, String> limits() {
    Map<String, String> limits = new HashMap<>(values);
    limits.keySet().removeIf(key -> !key.startsWith(PluginLimits.PREFIX));
    return limits;
  }

  /** Those that are the plugin's own. */
  private Map<String, String> own() {
    Map<String, String> own = new HashMap<>(values);
    own.keySet().removeIf(OperatorSettings::isReserved);
    return own;
  }
}
