package org.messagingagent.server.store.postgres;

/**
 * Texts as PostgreSQL takes them, which has no character 0: it is written as 1 1, and 1 as 1 2. So
 * the order of texts stays, and what one begins with stays, too.
 */
final class PgText {

  private PgText() {}

  static String stored(String text) {
    if (text.indexOf(0) < 0 && text.indexOf(1) < 0) {
      return text;
    }
    StringBuilder stored = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each > 1) {
        stored.append(each);
      } else {
        stored.append('\u0001').append((char) (each + 1));
      }
    }
    return stored.toString();
  }

  static String text(String stored) {
    if (stored.indexOf(1) < 0) {
      return stored;
    }
    StringBuilder text = new StringBuilder(stored.length());
    for (int i = 0; i < stored.length(); i++) {
      char each = stored.charAt(i);
      if (each == 1 && i + 1 < stored.length()) {
        i++;
        each = (char) (stored.charAt(i) - 1);
      }
      text.append(each);
    }
    return text.toString();
  }
}
