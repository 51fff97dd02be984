package org.messagingagent.plugin.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What incoming messages may be written in. */
enum Writing {
  GSM7,
  ASCII,
  LATIN1,
  CYRILLIC,
  HEBREW,
  UCS2;

  String decode(byte[] octets) {
    return switch (this) {
      case GSM7 -> Gsm7.decode(octets);
      case ASCII -> new String(octets, StandardCharsets.US_ASCII);
      case LATIN1 -> new String(octets, StandardCharsets.ISO_8859_1);
      case CYRILLIC -> new String(octets, Charset.forName("ISO-8859-5"));
      case HEBREW -> new String(octets, Charset.forName("ISO-8859-8"));
      case UCS2 -> new String(octets, StandardCharsets.UTF_16BE);
    };
  }

  /**
   * What a data_coding of SMPP means, or one of GSM's data coding schemes with a message class.
   *
   * @param defaultAlphabet what 0 means
   * @return empty where it is no text
   */
  static Optional<Writing> of(byte dataCoding, Alphabet defaultAlphabet) {
    int code = dataCoding & 0xFF;
    Writing standard = defaultAlphabet == Alphabet.LATIN1 ? LATIN1 : GSM7;
    return switch (code) {
      case 0x00 -> Optional.of(standard);
      case 0x01 -> Optional.of(ASCII);
      case 0x03 -> Optional.of(LATIN1);
      case 0x06 -> Optional.of(CYRILLIC);
      case 0x07 -> Optional.of(HEBREW);
      case 0x08 -> Optional.of(UCS2);
      default -> ofScheme(code);
    };
  }

  private static Optional<Writing> ofScheme(int code) {
    if (code >= 0xF0) {
      return (code & 0x04) == 0 ? Optional.of(GSM7) : Optional.empty();
    }
    boolean general = code >= 0x10 && code < 0x40 && (code & 0x20) == 0;
    if (!general) {
      return Optional.empty();
    }
    return switch (code & 0x0C) {
      case 0x00 -> Optional.of(GSM7);
      case 0x08 -> Optional.of(UCS2);
      default -> Optional.empty();
    };
  }
}
