package org.messagingagent.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which declared key somebody may have meant by one that is not declared. */
final class NearestKey {

  private static final int NEAR = 4;

  private NearestKey() {}

  /** The nearest key as it is to be written; empty where none is near. */
  static Optional<String> of(String key, Collection<PluginSetting> declared) {
    return declared.stream()
        .map(setting -> meant(key, setting))
        .min(Comparator.comparingInt(meant -> distance(key, meant)))
        .filter(meant -> distance(key, meant) <= Math.min(NEAR, Math.max(1, key.length() / 2)));
  }

  /** A key below a prefix keeps what stands behind its own first dot. */
  private static String meant(String key, PluginSetting setting) {
    int dot = key.indexOf('.');
    return setting.standsForMany() && dot >= 0 && dot + 1 < key.length()
        ? setting.key() + key.substring(dot + 1)
        : setting.key();
  }

  /**
   * How many letters have to be added, taken away or changed (Levenshtein), whatever their case.
   */
  private static int distance(String key, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= key.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same =
            Character.toLowerCase(key.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int substituted = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
