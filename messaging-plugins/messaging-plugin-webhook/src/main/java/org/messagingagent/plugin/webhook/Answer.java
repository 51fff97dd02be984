package org.messagingagent.plugin.webhook;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What the receiver answered: the head of it, since nothing in the body counts.
 *
 * @param status of HTTP
 * @param after the header Retry-After, as it came
 */
record Answer(int status, Optional<String> after) {

  /** What an answer means. */
  enum Meaning {
    /** The receiver has the message. */
    TAKEN,
    /** The receiver wants no messages any more. */
    GONE,
    /** The receiver has enough to do, and may say until when. */
    BUSY,
    /** No message would be taken now: an address or secret is wrong, or the receiver is down. */
    CLOSED,
    /** This message was not taken; another might be. */
    NOT_TAKEN
  }

  Meaning meaning() {
    if (status >= 200 && status < 300) {
      return Meaning.TAKEN;
    }
    return switch (status) {
      case 410 -> Meaning.GONE;
      case 429 -> Meaning.BUSY;
      case 503 -> after.isPresent() ? Meaning.BUSY : Meaning.CLOSED;
      case 401, 403, 404, 405, 407, 408 -> Meaning.CLOSED;
      default -> status >= 400 && status < 500 ? Meaning.NOT_TAKEN : Meaning.CLOSED;
    };
  }

  /**
   * What the answer says, for an operator.
   *
   * @param plugin the name under which the plugin runs
   */
  String words(String plugin) {
    if (status >= 300 && status < 400) {
      return "The receiver answered %d, a redirect, which is never followed; set messaging.plugin.%s.url to where it leads"
          .formatted(status, plugin);
    }
    return switch (status) {
      case 401, 403 ->
          "The receiver answered %d: it does not know the secret, or wants another header"
              .formatted(status);
      case 404, 405 ->
          "The receiver answered %d: messaging.plugin.%s.url is not where it takes messages"
              .formatted(status, plugin);
      case 410 -> "The receiver answered 410: it takes no messages any more";
      case 429 -> "The receiver answered 429: it has enough messages for now";
      default -> "The receiver answered " + status;
    };
  }

  /** How long the receiver wants to be left alone, where it says so in seconds or by a date. */
  Optional<Duration> retryAfter(Clock clock) {
    return after
        .map(String::trim)
        .flatMap(
            text ->
                text.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                    : untilDate(text, clock))
        .filter(time -> !time.isNegative() && !time.isZero());
  }

  private static Optional<Duration> untilDate(String text, Clock clock) {
    try {
      return Optional.of(
          Duration.between(
              clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
