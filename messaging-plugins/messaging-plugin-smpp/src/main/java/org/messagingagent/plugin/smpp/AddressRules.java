package org.messagingagent.plugin.smpp;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;

/**
 * Makes addresses of what callers write. A number that begins with + or 00 is international, other
 * digits are of unknown type, a sender of up to six digits is a short code, and one with letters is
 * a name. What the operator set goes before that.
 *
 * @param defaultSource the sender where a message names none; may be empty
 */
record AddressRules(
    String defaultSource,
    Optional<TypeOfNumber> sourceTon,
    Optional<NumberingPlanIndicator> sourceNpi,
    Optional<TypeOfNumber> destinationTon,
    Optional<NumberingPlanIndicator> destinationNpi) {

  private static final int LONGEST_NUMBER = 20;
  private static final int LONGEST_NAME = 11;
  private static final int LONGEST_SHORT_CODE = 6;
  private static final Pattern NOISE = Pattern.compile("[\\s\u00A0().\\-/]");
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1," + LONGEST_NUMBER + "}");
  private static final Pattern NAME = Pattern.compile("[\\x20-\\x7E]+");

  Address source(String from) throws UnsendableException {
    String text = from.isBlank() ? defaultSource.trim() : from.trim();
    if (text.isEmpty()) {
      return new Address(
          "",
          sourceTon.orElse(TypeOfNumber.UNKNOWN),
          sourceNpi.orElse(NumberingPlanIndicator.UNKNOWN));
    }
    if (text.chars().anyMatch(Character::isLetter)) {
      return name(text);
    }
    Address number = number("From", text);
    boolean shortCode =
        number.ton() == TypeOfNumber.UNKNOWN && number.value().length() <= LONGEST_SHORT_CODE;
    return new Address(
        number.value(),
        sourceTon.orElse(shortCode ? TypeOfNumber.NETWORK_SPECIFIC : number.ton()),
        sourceNpi.orElse(shortCode ? NumberingPlanIndicator.UNKNOWN : number.npi()));
  }

  Address destination(String to) throws UnsendableException {
    if (to.isBlank()) {
      throw new UnsendableException("To is empty; it must be a phone number such as +4712345678");
    }
    Address number = number("To", to.trim());
    return new Address(
        number.value(), destinationTon.orElse(number.ton()), destinationNpi.orElse(number.npi()));
  }

  private Address name(String text) throws UnsendableException {
    if (text.length() > LONGEST_NAME || !NAME.matcher(text).matches()) {
      throw new UnsendableException(
          "From '%s' is a name, which has at most %d letters, digits and signs of ASCII"
              .formatted(shortened(text), LONGEST_NAME));
    }
    return new Address(
        text,
        sourceTon.orElse(TypeOfNumber.ALPHANUMERIC),
        sourceNpi.orElse(NumberingPlanIndicator.UNKNOWN));
  }

  private static Address number(String what, String text) throws UnsendableException {
    String number = NOISE.matcher(text).replaceAll("");
    if (!NUMBER.matcher(number).matches()) {
      throw new UnsendableException(
          "%s '%s' is no phone number; it must be up to %d digits, such as +4712345678"
              .formatted(what, shortened(text), LONGEST_NUMBER));
    }
    if (number.startsWith("+")) {
      return new Address(
          number.substring(1), TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN);
    }
    if (number.startsWith("00") && number.length() > 2) {
      return new Address(
          number.substring(2), TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN);
    }
    return new Address(number, TypeOfNumber.UNKNOWN, NumberingPlanIndicator.ISDN);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
