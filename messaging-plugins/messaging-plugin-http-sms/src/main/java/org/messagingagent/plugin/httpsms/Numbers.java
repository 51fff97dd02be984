package org.messagingagent.plugin.httpsms;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes telephone numbers the way the gateway wants them. Immutable.
 *
 * @param countryCode of numbers that begin with neither {@code +} nor {@code 00}; empty where those
 *     are taken to begin with one
 */
record Numbers(Style style, Optional<String> countryCode) {

  private static final Pattern FILL = Pattern.compile("[\\s()./\\u00A0-]");
  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");
  private static final Pattern LIKE_A_NUMBER = Pattern.compile("\\+?[0-9]{7,}");

  /** How a number begins. */
  enum Style {
    /** As it came. */
    NONE,
    /** {@code +4790000001}. */
    PLUS,
    /** {@code 004790000001}. */
    ZEROS,
    /** {@code 4790000001}. */
    DIGITS
  }

  static Style style(String name) {
    return switch (name) {
      case "plus" -> Style.PLUS;
      case "00" -> Style.ZEROS;
      case "digits" -> Style.DIGITS;
      default -> Style.NONE;
    };
  }

  /** A receiver's number. */
  String receiver(String given) throws UnsendableException {
    if (given.isBlank()) {
      throw new UnsendableException("to is empty");
    }
    return style == Style.NONE
        ? given
        : normal(given)
            .orElseThrow(
                () ->
                    new UnsendableException(
                        "to is no telephone number of 7 to 15 digits with its country code"));
  }

  /** A sender's: names and short numbers stay as they are. */
  String sender(String given) {
    boolean number = LIKE_A_NUMBER.matcher(FILL.matcher(given).replaceAll("")).matches();
    return style == Style.NONE || !number ? given : normal(given).orElse(given);
  }

  private Optional<String> normal(String given) {
    String plain = FILL.matcher(given).replaceAll("");
    String digits;
    if (plain.startsWith("+")) {
      digits = plain.substring(1);
    } else if (plain.startsWith("00")) {
      digits = plain.substring(2);
    } else if (countryCode.isPresent()) {
      digits = countryCode.get() + (plain.startsWith("0") ? plain.substring(1) : plain);
    } else {
      digits = plain;
    }
    if (!DIGITS.matcher(digits).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (style) {
          case PLUS -> "+" + digits;
          case ZEROS -> "00" + digits;
          case NONE, DIGITS -> digits;
        });
  }
}
