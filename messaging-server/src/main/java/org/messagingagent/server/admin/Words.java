package org.messagingagent.server.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.messagingagent.server.admin.AdministrationException.Reason;

/** What operators write and read, from and to values. */
final class Words {

  private Words() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The value of a word, in any letter case.
   *
   * @param what is chosen from, such as "state '%s' of incoming messages"
   */
  static <E extends Enum<E>> E value(E[] values, String word, String what) {
    for (E value : values) {
      if (of(value).equalsIgnoreCase(word)) {
        return value;
      }
    }
    throw new AdministrationException(
        Reason.INVALID,
        "There is no %s; there are %s"
            .formatted(
                what.formatted(word),
                Arrays.stream(values).map(Words::of).collect(Collectors.joining(", "))));
  }

  static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new AdministrationException(
          Reason.INVALID, "A time is written as 2026-03-01T12:00:00Z, was '%s'".formatted(text));
    }
  }

  static void checkLimit(int limit) {
    if (limit < 1 || limit > Administration.LARGEST_PAGE) {
      throw new AdministrationException(
          Reason.INVALID,
          "The limit must be 1 to %d, was %d".formatted(Administration.LARGEST_PAGE, limit));
    }
  }
}
