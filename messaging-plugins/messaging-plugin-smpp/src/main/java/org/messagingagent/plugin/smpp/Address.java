package org.messagingagent.plugin.smpp;

import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;

/**
 * An address as SMPP writes it.
 *
 * @param value digits, or letters with {@link TypeOfNumber#ALPHANUMERIC}; may be empty
 */
record Address(String value, TypeOfNumber ton, NumberingPlanIndicator npi) {

  /** The address as people write it: international numbers begin with a plus sign. */
  static String spoken(byte ton, String value) {
    return ton == TypeOfNumber.INTERNATIONAL.value()
            && !value.isEmpty()
            && value.chars().allMatch(c -> c >= '0' && c <= '9')
        ? "+" + value
        : value;
  }

  /** The address as people write it. */
  String spoken() {
    return spoken(ton.value(), value);
  }
}
