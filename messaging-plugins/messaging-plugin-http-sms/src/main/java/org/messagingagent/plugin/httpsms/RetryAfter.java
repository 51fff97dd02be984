package org.messagingagent.plugin.httpsms;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the header {@code Retry-After} (RFC 9110): seconds, or a time. */
final class RetryAfter {

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /** The time to wait, a day at most; empty where there is nothing to wait for. */
  static Optional<Duration> parse(String header, Clock clock) {
    String text = header.trim();
    Duration wait;
    if (SECONDS.matcher(text).matches()) {
      wait = Duration.ofSeconds(Long.parseLong(text));
    } else {
      try {
        wait = Duration.between(clock.instant(), ZonedDateTime.parse(text, TIME).toInstant());
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    if (wait.isNegative() || wait.isZero()) {
      return Optional.empty();
    }
    return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }
}
