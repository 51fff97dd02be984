package org.messagingagent.client;

import static java.util.Objects.requireNonNull;

/** Text that XML 1.0 can carry (section 2.2, Char). */
final class XmlText {

  private XmlText() {}

  /**
   * Gives the text back.
   *
   * @param name what it is, for the error
   * @throws IllegalArgumentException where a character cannot be sent
   */
  static String require(String text, String name) {
    requireNonNull(text, () -> name + " is null");
    for (int index = 0; index < text.length(); ) {
      int character = text.codePointAt(index);
      if (!isAllowed(character)) {
        throw new IllegalArgumentException(
            "%s has the character U+%04X at index %d, which XML cannot carry; leave it out"
                .formatted(name, character, index));
      }
      index += Character.charCount(character);
    }
    return text;
  }

  private static boolean isAllowed(int character) {
    return character >= 0x20 && character <= 0xD7FF
        || character == '\n'
        || character == '\t'
        || character == '\r'
        || character >= 0xE000 && character <= 0xFFFD
        || character >= 0x10000;
  }
}
