package org.messagingagent.server.soap;

import java.util.Map;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.MessagingException;

/** Texts on their way between carriers and values. */
final class Texts {

  private Texts() {}

  /** A text that was read: absent is empty. */
  static String read(String text) {
    return text == null ? "" : text;
  }

  /**
   * A text to be written. What XML 1.0 cannot hold, such as a control character in what a gateway
   * answered, becomes U+FFFD, so that it does not cost the whole reply.
   */
  static String write(String text) {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!isXml(character)) {
        return replaced(text);
      }
      i += Character.charCount(character);
    }
    return text;
  }

  /** The text, or its start and an ellipsis where it is longer. */
  static String start(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }

  /**
   * Adds an entry of a dictionary; each key must be there and come once. An entry that is all
   * empty, as the published examples have it, is none.
   */
  static void putOnce(Map<String, String> map, String field, String key, String value) {
    if (read(key).isEmpty() && read(value).isEmpty()) {
      return;
    }
    if (read(key).isEmpty()) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s has an entry without a Key: give each entry one.".formatted(field),
          Map.of(field, ""));
    }
    if (map.put(key, read(value)) != null) {
      throw RefusedRequest.invalid(
          field,
          key,
          "%s has the Key '%s' twice: give it once.".formatted(field, RefusedRequest.quoted(key)));
    }
  }

  private static String replaced(String text) {
    StringBuilder replaced = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> isXml(character) ? character : 0xFFFD)
        .forEach(replaced::appendCodePoint);
    return replaced.toString();
  }

  /** XML 1.0, production 2, {@code Char}. */
  private static boolean isXml(int character) {
    return character >= 0x20 && character <= 0xD7FF
        || character == 0x9
        || character == 0xA
        || character == 0xD
        || character >= 0xE000 && character <= 0xFFFD
        || character >= 0x10000;
  }
}
