package org.messagingagent.server.support;

import java.util.OptionalInt;

/** Texts of unknown origin and what XML 1.0 can carry of them. */
public final class XmlText {

  private XmlText() {}

  /** Whether XML 1.0 can carry each character of the text. */
  public static boolean isFit(String text) {
    return firstUnfit(text).isEmpty();
  }

  /** Where the first character stands that XML 1.0 cannot carry, counted in UTF-16 code units. */
  public static OptionalInt firstUnfit(String text) {
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      if (!isFit(character)) {
        return OptionalInt.of(at);
      }
      at += Character.charCount(character);
    }
    return OptionalInt.empty();
  }

  /** The text without what XML 1.0 cannot carry, cut to a length. */
  public static String fit(String text, int maxLength) {
    return isFit(text) ? cut(text, maxLength) : cut(strip(text, maxLength + 1), maxLength);
  }

  /**
   * The text without what XML 1.0 cannot carry.
   *
   * @param maxLength ends soon after so many characters, so that the work stays bounded
   */
  public static String strip(String text, int maxLength) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), maxLength));
    for (int at = 0; at < text.length() && kept.length() < maxLength; ) {
      int character = text.codePointAt(at);
      if (isFit(character)) {
        kept.appendCodePoint(character);
      }
      at += Character.charCount(character);
    }
    return kept.toString();
  }

  /** At most so many characters, the last one an ellipsis where something was cut off. */
  public static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = maxLength - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }

  private static boolean isFit(int character) {
    return character >= 0x20 && character <= 0xD7FF
        || character == '\t'
        || character == '\n'
        || character == '\r'
        || character >= 0xE000 && character <= 0xFFFD
        || character >= 0x10000;
  }
}
