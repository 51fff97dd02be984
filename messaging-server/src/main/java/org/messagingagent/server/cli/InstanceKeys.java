package org.messagingagent.server.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Plugins that run once more under another name, {@code
 * messaging.plugins.instances.<name>=<plugin>}. The name may stand in quotes, as one with a dot
 * does in the keys of its settings.
 *
 * <p>A variable {@code MESSAGING_PLUGINS_INSTANCES_SMS_BACKUP} is for the name whose letters and
 * digits are the same, of those that the file names; where there is none, it is in lower case and
 * with dashes: {@code sms-backup}.
 */
final class InstanceKeys {

  static final String PREFIX = "messaging.plugins.instances.";

  private static final String VARIABLE_PREFIX = PluginKeys.variable(PREFIX);

  private final Map<String, String> plugins = new TreeMap<>();

  /** Whether a key of the file or the command line is one of these. */
  static boolean isKey(String key) {
    return key.startsWith(PREFIX) && key.length() > PREFIX.length();
  }

  /** Whether a variable of the environment is one of these. */
  static boolean isVariable(String name) {
    return name.startsWith(VARIABLE_PREFIX) && name.length() > VARIABLE_PREFIX.length();
  }

  /** Adds those keys that are an instance's; they replace what is there. */
  void addAll(Map<String, String> values) {
    values.forEach(
        (key, value) -> {
          if (isKey(key)) {
            put(unquoted(key.substring(PREFIX.length())), value);
          }
        });
  }

  /**
   * Adds those variables that are an instance's.
   *
   * @param names that a variable may mean, beside those of the instances that are known
   */
  void addVariables(Map<String, String> environment, Collection<String> names) {
    Set<String> known = new TreeSet<>(plugins.keySet());
    known.addAll(names);
    environment.forEach(
        (variable, value) -> {
          if (isVariable(variable)) {
            put(meant(variable, known), value);
          }
        });
  }

  /** From the name of the instance to that of the plugin. */
  Map<String, String> plugins() {
    return Map.copyOf(plugins);
  }

  private static String meant(String variable, Set<String> known) {
    Stream<String> meant =
        known.stream().filter(name -> PluginKeys.variable(PREFIX + name).equals(variable));
    return meant
        .findFirst()
        .orElseGet(
            () ->
                variable
                    .substring(VARIABLE_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-'));
  }

  private static String unquoted(String name) {
    boolean quoted = name.length() > 2 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  /** What is blank is not set. */
  private void put(String name, String plugin) {
    if (!plugin.isBlank()) {
      plugins.put(name, plugin.strip());
    }
  }
}
