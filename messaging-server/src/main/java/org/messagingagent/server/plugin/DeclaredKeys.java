package org.messagingagent.server.plugin;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.PluginSetting;

/**
 * Finds the keys that are meant where they differ from the declared ones by letter case and by the
 * signs between words alone. Variables of the environment have neither: {@code
 * MESSAGING_PLUGIN_SMS_LIMITS_SEND_RATE} comes as {@code limits-send-rate}.
 */
final class DeclaredKeys {

  private final List<PluginSetting> declared;

  DeclaredKeys(List<PluginSetting> declared) {
    this.declared = declared;
  }

  /** The values under the declared keys; one whose key means none, or one that is set, stays. */
  Map<String, String> named(Map<String, String> values) {
    Map<String, String> named = new HashMap<>(values);
    values.forEach(
        (key, value) ->
            meant(key)
                .filter(other -> !values.containsKey(other))
                .ifPresent(
                    other -> {
                      named.remove(key);
                      named.put(other, value);
                    }));
    return named;
  }

  /** The declared key that another one stands for; empty where it is declared itself. */
  private Optional<String> meant(String key) {
    if (declared.stream().anyMatch(setting -> isOf(setting, key))) {
      return Optional.empty();
    }
    String words = words(key);
    Optional<String> whole =
        declared.stream()
            .filter(setting -> !setting.standsForMany())
            .map(PluginSetting::key)
            .filter(other -> words(other).equals(words))
            .findFirst();
    return whole.or(
        () ->
            declared.stream()
                .filter(PluginSetting::standsForMany)
                .map(PluginSetting::key)
                .filter(prefix -> words.startsWith(words(prefix)))
                .filter(prefix -> key.length() > prefix.length())
                .map(prefix -> prefix + key.substring(prefix.length()))
                .findFirst());
  }

  private static boolean isOf(PluginSetting setting, String key) {
    return setting.standsForMany() ? key.startsWith(setting.key()) : key.equals(setting.key());
  }

  private static String words(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "-");
  }
}
