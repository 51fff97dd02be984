package org.messagingagent.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.PluginSettingEntry;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginInfo;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;

/** The settings of a plugin as an operator sees them, without secrets. */
final class PluginSettingsView {

  private static final String HIDDEN = "(hidden)";

  private PluginSettingsView() {}

  /**
   * Those that the plugin declares, in its order; of those that stand for many, each that is set.
   */
  static List<PluginSettingEntry> settings(InstalledPlugin plugin) {
    String prefix = prefix(plugin.name());
    PluginSettings settings = plugin.settings();
    List<PluginSettingEntry> entries = new ArrayList<>();
    for (PluginSetting setting : plugin.info().settings()) {
      if (setting.standsForMany()) {
        entries.add(
            entry(prefix + setting.key() + "*", setting, Optional.empty(), Optional.empty()));
        settings
            .below(setting.key())
            .forEach(
                (key, value) ->
                    entries.add(
                        entry(
                            prefix + setting.key() + key,
                            setting,
                            Optional.empty(),
                            Optional.of(value))));
      } else {
        Optional<String> set =
            settings.isSet(setting.key()) ? settings.get(setting.key()) : Optional.empty();
        entries.add(entry(prefix + setting.key(), setting, setting.defaultValue(), set));
      }
    }
    return entries;
  }

  /** Those that a plugin declares which does not run, with nothing of what is set. */
  static List<PluginSettingEntry> declared(PluginInfo plugin) {
    String prefix = prefix(plugin.name());
    return plugin.settings().stream()
        .map(
            setting ->
                entry(
                    prefix + setting.key() + (setting.standsForMany() ? "*" : ""),
                    setting,
                    setting.defaultValue(),
                    Optional.empty()))
        .toList();
  }

  /**
   * What the plugin may take of the server.
   *
   * @param defaults what holds where the operator sets nothing
   */
  static List<PluginSettingEntry> limits(InstalledPlugin plugin, PluginLimits defaults) {
    String prefix = prefix(plugin.name());
    // What limits declare as their defaults is what they are.
    Map<String, String> inForce = new HashMap<>();
    plugin
        .limits()
        .declared()
        .forEach(limit -> inForce.put(limit.key(), limit.defaultValue().orElseThrow()));
    return defaults.declared().stream()
        .map(
            limit ->
                entry(
                    prefix + limit.key(),
                    limit,
                    limit.defaultValue(),
                    Optional.of(inForce.get(limit.key()))
                        .filter(value -> !limit.defaultValue().equals(Optional.of(value)))))
        .toList();
  }

  private static PluginSettingEntry entry(
      String key, PluginSetting setting, Optional<String> otherwise, Optional<String> set) {
    return new PluginSettingEntry(
        key,
        setting.expected(),
        shown(setting, otherwise),
        shown(setting, set.or(() -> otherwise)),
        set.isPresent(),
        setting.isRequired(),
        setting.description());
  }

  private static String shown(PluginSetting setting, Optional<String> value) {
    return value.map(text -> setting.isSecret() ? HIDDEN : text).orElse("");
  }

  /** As an operator writes it. */
  private static String prefix(String plugin) {
    return "messaging.plugin.%s.".formatted(plugin.contains(".") ? "\"" + plugin + "\"" : plugin);
  }
}
