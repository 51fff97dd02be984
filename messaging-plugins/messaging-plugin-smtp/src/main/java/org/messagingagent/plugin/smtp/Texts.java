package org.messagingagent.plugin.smtp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What texts hold. */
final class Texts {

  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  static boolean isAscii(CharSequence text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Whether it has what ends or upsets a line: controls, also those that Unicode has for lines. */
  static boolean hasControl(CharSequence text) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }

  /**
   * The text in UTF-8.
   *
   * @param what it is, for the reason
   * @throws UnsendableException where it has half of a surrogate pair
   */
  static byte[] utf8(String what, String text) throws UnsendableException {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new UnsendableException(what + " has half of a surrogate pair and cannot be encoded");
    }
  }

  /** The text of bytes in UTF-8, or in Latin-1 where they are no UTF-8. */
  static String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** The text on one line: each run of controls and spaces is one space; cut to this length. */
  static String oneLine(String text, int longest) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
    boolean space = false;
    for (int i = 0; i < text.length() && line.length() < longest; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isWhitespace(c) || c == 0x2028 || c == 0x2029) {
        space = line.length() > 0;
      } else {
        if (space) {
          line.append(' ');
          space = false;
        }
        line.append(c);
      }
    }
    return withoutHalfPair(line.length() > longest ? line.substring(0, longest) : line.toString());
  }

  private static String withoutHalfPair(String text) {
    boolean half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    return half ? text.substring(0, text.length() - 1) : text;
  }

  /** The text with what XML cannot carry replaced; lines end with a line feed. */
  static String fit(String text) {
    StringBuilder fit = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\r') {
        if (i >= text.length() || text.charAt(i) != '\n') {
          fit.append('\n');
        }
      } else if (isFit(c)) {
        fit.appendCodePoint(c);
      } else {
        fit.append(REPLACEMENT);
      }
    }
    return fit.toString();
  }

  private static boolean isFit(int c) {
    return c == '\t'
        || c == '\n'
        || c >= 0x20 && c < 0xD800
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }
}
