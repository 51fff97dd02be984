package org.messagingagent.server.plugin;

/** Makes texts of unknown origin fit to be stored, sent and logged. */
final class Texts {

  private Texts() {}

  /** Whether XML 1.0 can carry each character of the text. */
  static boolean isXml(String text) {
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      if (!isXml(character)) {
        return false;
      }
      at += Character.charCount(character);
    }
    return true;
  }

  /** The text without what XML 1.0 cannot carry, cut to a length. */
  static String xml(String text, int maxLength) {
    return isXml(text) ? cut(text, maxLength) : cut(strip(text, maxLength + 1), maxLength);
  }

  /** The text as one line without control characters, cut to a length. */
  static String line(String text, int maxLength) {
    // A text beyond any use is cut first, so that the work stays bounded.
    String stripped = strip(text, 4 * maxLength);
    return cut(stripped.replaceAll("[\\s\\p{Cntrl}]+", " ").trim(), maxLength);
  }

  private static boolean isXml(int character) {
    return character >= 0x20 && character <= 0xD7FF
        || character == '\t'
        || character == '\n'
        || character == '\r'
        || character >= 0xE000 && character <= 0xFFFD
        || character >= 0x10000;
  }

  private static String strip(String text, int maxLength) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), maxLength));
    for (int at = 0; at < text.length() && kept.length() < maxLength; ) {
      int character = text.codePointAt(at);
      if (isXml(character)) {
        kept.appendCodePoint(character);
      }
      at += Character.charCount(character);
    }
    return kept.toString();
  }

  private static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int end = maxLength - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
