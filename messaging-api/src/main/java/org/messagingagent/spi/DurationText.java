package org.messagingagent.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as operators write them. */
final class DurationText {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");

  private DurationText() {}

  static Optional<Duration> parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    try {
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofMillis(Math.multiplyExact(amount, 1_000L));
            case "m" -> Duration.ofMillis(Math.multiplyExact(amount, 60_000L));
            case "h" -> Duration.ofMillis(Math.multiplyExact(amount, 3_600_000L));
            default -> Duration.ofMillis(Math.multiplyExact(amount, 86_400_000L));
          });
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** In the largest unit that is exact. */
  static String of(Duration time) {
    long millis = time.toMillis();
    if (millis < 0) {
      throw new IllegalArgumentException("A time must not be negative, was " + time);
    }
    if (millis % 1_000 != 0 || millis == 0) {
      return millis + "ms";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
  }
}
