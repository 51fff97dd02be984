package org.messagingagent.server.agent;

import java.util.Map;
import org.messagingagent.server.support.XmlText;

/** What is checked of arguments, whatever the operation. */
final class Arguments {

  /** The longest session key, external id, gateway id and idempotency key, in characters. */
  static final int MAX_KEY_LENGTH = 255;

  private static final int MAX_EXCERPT = 81;

  private Arguments() {}

  /**
   * Refuses a key that is too long.
   *
   * @param field how the caller calls it
   */
  static void checkLength(String field, String value) {
    if (value.length() > MAX_KEY_LENGTH) {
      throw new MessagingException(
          ErrorCode.INVALID_ARGUMENT,
          "%s is %d characters long; the most is %d: '%s'"
              .formatted(field, value.length(), MAX_KEY_LENGTH, excerpt(value)),
          Map.of(field, excerpt(value)));
    }
  }

  /** A value for a message: its start where it is long. */
  static String excerpt(String text) {
    return XmlText.cut(text, MAX_EXCERPT);
  }
}
