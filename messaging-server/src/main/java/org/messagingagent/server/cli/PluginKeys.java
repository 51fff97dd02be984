package org.messagingagent.server.cli;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of plugins, {@code messaging.plugin.<name>.<setting>}, which only they know. A name
 * with a dot in it stands in quotes.
 *
 * <p>A variable {@code MESSAGING_PLUGIN_SMS_MAX_PARTS} sets the key in the file whose letters and
 * digits are the same; where there is none, it is for the plugin whose name it begins with, of
 * those that the file names, that are instances, or that come with the server, else for the one of
 * the word after {@code PLUGIN}; the rest is the setting, in lower case and with dashes: {@code
 * sms}, {@code max-parts}.
 */
final class PluginKeys {

  static final String PREFIX = "messaging.plugin.";

  private static final Pattern KEY =
      Pattern.compile(
          "messaging\\.plugin\\.(?:\"([A-Za-z0-9][A-Za-z0-9._-]{0,63})\"|([A-Za-z0-9][A-Za-z0-9_-]{0,63}))\\.([^\\s\"]{1,128})");
  private static final Pattern VARIABLE =
      Pattern.compile("MESSAGING_PLUGIN_([A-Z0-9]+)_([A-Z0-9_]+)");

  /** Of the plugins that come with the server, those whose names are more than one word. */
  private static final Set<String> LONG_NAMES = Set.of("http-sms");

  private final Set<String> instances;
  private final Map<String, Map<String, String>> byPlugin = new TreeMap<>();

  /**
   * @param instances the names of plugins that run once more under another name
   */
  PluginKeys(Set<String> instances) {
    this.instances = Set.copyOf(instances);
  }

  /** A key in its parts. */
  record Parts(String plugin, String setting) {}

  static Optional<Parts> parse(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String plugin = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Optional.of(new Parts(plugin, matcher.group(3)));
  }

  /** Adds those keys that are a plugin's; they replace what is there. */
  void addAll(Map<String, String> values) {
    values.forEach((key, value) -> parse(key).ifPresent(parts -> put(parts, value)));
  }

  /** Adds a variable; false where it is no plugin's. */
  boolean addVariable(String name, String value) {
    Matcher matcher = VARIABLE.matcher(name);
    if (!matcher.matches()) {
      return false;
    }
    Parts parts =
        known(name)
            .or(() -> ofKnownPlugin(name))
            .orElseGet(() -> new Parts(lowerCase(matcher.group(1)), lowerCase(matcher.group(2))));
    put(parts, value);
    return true;
  }

  /** The longest name that it begins with. */
  private Optional<Parts> ofKnownPlugin(String variable) {
    return Stream.of(byPlugin.keySet(), instances, LONG_NAMES)
        .flatMap(Set::stream)
        .filter(plugin -> variable.startsWith(variable(PREFIX + plugin + ".")))
        .max(Comparator.comparingInt(String::length))
        .map(plugin -> new Parts(plugin, setting(variable, plugin)))
        .filter(parts -> !parts.setting().isEmpty());
  }

  private static String setting(String variable, String plugin) {
    return lowerCase(variable.substring(variable(PREFIX + plugin + ".").length()));
  }

  private static String lowerCase(String words) {
    return words.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The variable of the environment that sets a key. */
  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  Map<String, Map<String, String>> byPlugin() {
    Map<String, Map<String, String>> copy = new LinkedHashMap<>();
    byPlugin.forEach((plugin, settings) -> copy.put(plugin, Map.copyOf(settings)));
    return copy;
  }

  private Optional<Parts> known(String variable) {
    for (Map.Entry<String, Map<String, String>> plugin : byPlugin.entrySet()) {
      for (String setting : plugin.getValue().keySet()) {
        String key = PREFIX + plugin.getKey() + "." + setting;
        if (variable(key).equals(variable)) {
          return Optional.of(new Parts(plugin.getKey(), setting));
        }
      }
    }
    return Optional.empty();
  }

  private void put(Parts parts, String value) {
    byPlugin.computeIfAbsent(parts.plugin(), name -> new HashMap<>()).put(parts.setting(), value);
  }
}
