package org.messagingagent.server.cli;

import java.util.Locale;
import java.util.Optional;
import org.messagingagent.server.support.NearestText;

/** Which declared key somebody may have meant. */
final class NearestKey {

  private static final int NEAR = 4;

  private NearestKey() {}

  static String suggestion(String key) {
    if (key.startsWith(PluginKeys.PREFIX)) {
      return "; a plugin's settings are named messaging.plugin.<name>.<setting>";
    }
    return nearest(key)
        .map(setting -> "; did you mean %s?".formatted(setting.key()))
        .orElse("; 'settings' lists all there are");
  }

  static String variableSuggestion(String key) {
    return nearest(key)
        .map(setting -> "; did you mean %s?".formatted(setting.variable()))
        .orElse("; 'settings' lists all there are");
  }

  private static Optional<Setting<?>> nearest(String key) {
    String wanted = simplified(key);
    Setting<?> best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (Setting<?> setting : Settings.ALL) {
      int distance = NearestText.distance(wanted, simplified(setting.key()));
      // Somebody who forgot the prefix or the area still meant the same word.
      if (simplified(setting.key()).endsWith("." + wanted)) {
        distance = Math.min(distance, 1);
      }
      if (distance < bestDistance) {
        best = setting;
        bestDistance = distance;
      }
    }
    return bestDistance <= NEAR ? Optional.ofNullable(best) : Optional.empty();
  }

  private static String simplified(String key) {
    return key.toLowerCase(Locale.ROOT).replace('-', '.').replace('_', '.');
  }
}
