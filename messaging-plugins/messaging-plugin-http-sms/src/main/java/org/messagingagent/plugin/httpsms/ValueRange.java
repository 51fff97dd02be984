package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that mean one thing: one value, those that begin alike ({@code 40*}), numbers ({@code
 * 500-599}), or all ({@code *}). Letter case does not count.
 *
 * @param width how many there are, more or less: the narrowest that has a value decides
 */
record ValueRange(String text, long least, long most, boolean prefix, long width) {

  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final long WIDEST = 1_000_000_000_000L;

  /** Reads what stands between commas. */
  static List<ValueRange> list(String text) {
    List<ValueRange> ranges = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      if (one.isBlank()) {
        throw new SettingFault("must be values with commas between them, was '%s'".formatted(text));
      }
      ranges.add(parse(one.trim().toLowerCase(Locale.ROOT)));
    }
    return List.copyOf(ranges);
  }

  private static ValueRange parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (numbers.matches()) {
      long least = Long.parseLong(numbers.group(1));
      long most = Long.parseLong(numbers.group(2));
      if (least > most) {
        throw new SettingFault("has the range %s, which nothing is within".formatted(text));
      }
      return new ValueRange(text, least, most, false, most - least + 1);
    }
    if (text.endsWith("*")) {
      String start = text.substring(0, text.length() - 1);
      return new ValueRange(start, 0, -1, true, WIDEST - start.length());
    }
    return new ValueRange(text, 0, -1, false, 1);
  }

  boolean contains(String value) {
    String lower = value.trim().toLowerCase(Locale.ROOT);
    if (least <= most) {
      return NUMBER.matcher(lower).matches()
          && Long.parseLong(lower) >= least
          && Long.parseLong(lower) <= most;
    }
    return prefix ? lower.startsWith(text) : lower.equals(text);
  }
}
