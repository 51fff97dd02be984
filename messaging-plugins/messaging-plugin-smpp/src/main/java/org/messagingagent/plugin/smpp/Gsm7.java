package org.messagingagent.plugin.smpp;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The GSM 7-bit default alphabet with its extension table (3GPP TS 23.038), one septet an octet, as
 * SMPP carries it.
 */
final class Gsm7 {

  static final byte ESCAPE = 0x1B;

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String EXTENDED = "\f^{}\\[~]|€";
  private static final byte[] EXTENDED_CODES = {
    0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65
  };

  /** By character: its septet, with {@link #EXTENDED_FLAG} where an escape goes before it. */
  private static final short[] CODES = codes();

  private static final short NONE = -1;
  private static final short EXTENDED_FLAG = 0x100;

  private Gsm7() {}

  /** The septets; empty where a character is not in the alphabet. */
  static Optional<byte[]> encode(String text) {
    ByteArrayOutputStream septets = new ByteArrayOutputStream(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      short code = code(text.charAt(i));
      if (code == NONE) {
        return Optional.empty();
      }
      if ((code & EXTENDED_FLAG) != 0) {
        septets.write(ESCAPE);
      }
      septets.write(code & 0x7F);
    }
    return Optional.of(septets.toByteArray());
  }

  /** Whether the alphabet has a character. */
  static boolean has(char character) {
    return code(character) != NONE;
  }

  /** The text; an extended character that nobody knows is the basic one of that code. */
  static String decode(byte[] septets) {
    StringBuilder text = new StringBuilder(septets.length);
    for (int i = 0; i < septets.length; i++) {
      byte septet = (byte) (septets[i] & 0x7F);
      if (septet == ESCAPE && i + 1 < septets.length) {
        i++;
        text.append(extended((byte) (septets[i] & 0x7F)));
      } else if (septet != ESCAPE) {
        text.append(BASIC.charAt(septet));
      }
    }
    return text.toString();
  }

  private static char extended(byte code) {
    int at = Arrays.binarySearch(EXTENDED_CODES, code);
    if (at >= 0) {
      return EXTENDED.charAt(at);
    }
    return code == ESCAPE ? ' ' : BASIC.charAt(code);
  }

  private static short code(char character) {
    return character < CODES.length ? CODES[character] : NONE;
  }

  private static short[] codes() {
    short[] codes = new short['€' + 1];
    Arrays.fill(codes, NONE);
    for (int i = 0; i < BASIC.length(); i++) {
      if (i != ESCAPE) {
        codes[BASIC.charAt(i)] = (short) i;
      }
    }
    for (int i = 0; i < EXTENDED.length(); i++) {
      codes[EXTENDED.charAt(i)] = (short) (EXTENDED_CODES[i] | EXTENDED_FLAG);
    }
    return codes;
  }
}
