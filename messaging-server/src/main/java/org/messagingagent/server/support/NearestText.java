package org.messagingagent.server.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which of the texts that there are somebody may have meant. */
public final class NearestText {

  private static final int NEAR = 4;

  private NearestText() {}

  /**
   * The nearest text.
   *
   * @param wanted what was written
   * @param there what can be meant
   * @return empty where none is near
   */
  public static Optional<String> of(String wanted, Collection<String> there) {
    int near = Math.min(NEAR, Math.max(1, wanted.length() / 2));
    return there.stream()
        .sorted()
        .min(Comparator.comparingInt(text -> between(wanted, text)))
        .filter(text -> between(wanted, text) <= near);
  }

  private static int between(String wanted, String text) {
    return distance(simplified(wanted), simplified(text));
  }

  private static String simplified(String text) {
    return text.toLowerCase(Locale.ROOT).replace('-', '.').replace('_', '.');
  }

  /** How many letters have to be added, taken away or changed (Levenshtein). */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
