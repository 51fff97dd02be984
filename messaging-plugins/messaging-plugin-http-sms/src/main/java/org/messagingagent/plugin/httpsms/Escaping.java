package org.messagingagent.plugin.httpsms;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.HexFormat;

/** Writes values so that they stay where they are put, whatever is in them. */
final class Escaping {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escaping() {}

  /** Within a string of JSON (RFC 8259). */
  static String json(Placeholder placeholder, String value) throws UnsendableException {
    checkSurrogates(placeholder, value);
    StringBuilder text = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7F || c == '\u2028' || c == '\u2029') {
            text.append("\\u").append(HEX.toHexDigits((short) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.toString();
  }

  /** Text or the value of an attribute in XML 1.0; what the charset lacks as a reference. */
  static Template.Escape xml(Charset charset) {
    return (placeholder, value) -> {
      checkSurrogates(placeholder, value);
      CharsetEncoder encoder = charset.newEncoder();
      StringBuilder text = new StringBuilder(value.length() + 16);
      for (int i = 0; i < value.length(); ) {
        int c = value.codePointAt(i);
        i += Character.charCount(c);
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF) {
          throw new UnsendableException(
              "%s has the character U+%04X, which XML cannot carry".formatted(placeholder, c));
        }
        boolean plain = c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
        if (plain && c != 0x7F && encoder.canEncode(Character.toString(c))) {
          text.appendCodePoint(c);
        } else {
          text.append("&#").append(c).append(';');
        }
      }
      return text.toString();
    };
  }

  /** A value in a form or an address: all but letters, digits, {@code - . _ ~} percent-encoded. */
  static Template.Escape percent(Charset charset) {
    return (placeholder, value) -> {
      byte[] bytes = encoded(placeholder, value, charset);
      StringBuilder text = new StringBuilder(bytes.length + 16);
      for (byte b : bytes) {
        if (isUnreserved(b)) {
          text.append((char) b);
        } else {
          text.append('%').append(HEX.toHexDigits(b));
        }
      }
      return text.toString();
    };
  }

  /** The value of a header: printable ASCII alone. */
  static String header(Placeholder placeholder, String value) throws UnsendableException {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < 0x20 || value.charAt(i) > 0x7E) {
        throw new UnsendableException(
            "%s has the character U+%04X, which a header of the gateway's cannot carry"
                .formatted(placeholder, value.codePointAt(i)));
      }
    }
    return value;
  }

  private static byte[] encoded(Placeholder placeholder, String value, Charset charset)
      throws UnsendableException {
    checkSurrogates(placeholder, value);
    try {
      ByteBuffer buffer = charset.newEncoder().encode(CharBuffer.wrap(value));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new UnsendableException(
          "%s has characters that %s, which the gateway takes, does not have"
              .formatted(placeholder, charset.name()));
    }
  }

  private static void checkSurrogates(Placeholder placeholder, String value)
      throws UnsendableException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new UnsendableException(
            "%s has half of a surrogate pair, which is no character".formatted(placeholder));
      }
    }
  }

  static boolean isUnreserved(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
