package org.messagingagent.client;

import java.net.http.HttpHeaders;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer as HTTP has it. */
record HttpAnswer(int status, HttpHeaders headers, byte[] body) {

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
  private static final String UTF_8 = "charset=utf-8";
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /** A header, or this text where there is none. */
  String header(String name, String orElse) {
    return headers.firstValue(name).orElse(orElse);
  }

  /** The charset that the Content-Type names, where this machine has it. */
  Optional<String> charset() {
    String type = header("Content-Type", "");
    if (type.regionMatches(
        true,
        type.length() - UTF_8.length(),
        UTF_8,
        0,
        UTF_8.length())) { // what is nearly always there
      return Optional.of("UTF-8");
    }
    Matcher matcher = CHARSET.matcher(type);
    try {
      return matcher.find() && Charset.isSupported(matcher.group(1))
          ? Optional.of(Charset.forName(matcher.group(1)).name())
          : Optional.empty();
    } catch (IllegalCharsetNameException e) {
      return Optional.empty();
    }
  }

  /** Seconds or a date (RFC 9110 section 10.2.3); what is neither does not count. */
  Optional<Duration> retryAfter() {
    String value = header("Retry-After", "").strip();
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Duration until =
          Duration.between(
              Instant.now(),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? Optional.empty() : Optional.of(until);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
