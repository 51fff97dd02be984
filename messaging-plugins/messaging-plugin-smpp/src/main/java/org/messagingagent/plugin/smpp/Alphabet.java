package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a text is written in short messages. */
enum Alphabet {
  /** The GSM default alphabet with its extension table. */
  GSM7("gsm7", 160, 153) {
    @Override
    Optional<byte[]> encode(String text) {
      return Gsm7.encode(text);
    }

    @Override
    String decode(byte[] octets) {
      return Gsm7.decode(octets);
    }

    @Override
    boolean endsInside(byte[] octets, int end) {
      return octets[end - 1] == Gsm7.ESCAPE;
    }
  },

  /** ISO 8859-1. */
  LATIN1("latin1", 140, 134) {
    @Override
    Optional<byte[]> encode(String text) {
      return octets(ISO_8859_1, text);
    }

    @Override
    String decode(byte[] octets) {
      return new String(octets, ISO_8859_1);
    }

    @Override
    boolean endsInside(byte[] octets, int end) {
      return false;
    }
  },

  /** UCS-2; characters beyond it are surrogate pairs, as phones write them. */
  UCS2("ucs2", 140, 134) {
    @Override
    Optional<byte[]> encode(String text) {
      return octets(UTF_16BE, text);
    }

    @Override
    String decode(byte[] octets) {
      return new String(octets, UTF_16BE);
    }

    @Override
    boolean endsInside(byte[] octets, int end) {
      return end % 2 != 0 || Character.isHighSurrogate(charAt(octets, end - 2));
    }
  };

  private final String key;
  private final int single;
  private final int part;

  Alphabet(String key, int single, int part) {
    this.key = key;
    this.single = single;
    this.part = part;
  }

  /** How settings name it. */
  String key() {
    return key;
  }

  /** The octets of a text; empty where it has characters that cannot be written so. */
  abstract Optional<byte[]> encode(String text);

  /** The text; what is no character becomes a replacement character. */
  abstract String decode(byte[] octets);

  /** Whether what ends before this octet ends within a character. */
  abstract boolean endsInside(byte[] octets, int end);

  /** Whether one short message holds so many octets. */
  boolean fitsInOne(byte[] octets) {
    return octets.length <= single;
  }

  /** In parts that each leave room for a header that joins them; characters stay whole. */
  List<byte[]> split(byte[] octets) {
    List<byte[]> parts = new ArrayList<>();
    for (int at = 0; at < octets.length; ) {
      int end = Math.min(octets.length, at + part);
      while (end < octets.length && endsInside(octets, end)) {
        end--;
      }
      byte[] next = new byte[end - at];
      System.arraycopy(octets, at, next, 0, next.length);
      parts.add(next);
      at = end;
    }
    return parts;
  }

  private static Optional<byte[]> octets(Charset charset, String text) {
    try {
      ByteBuffer buffer = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] octets = new byte[buffer.remaining()];
      buffer.get(octets);
      return Optional.of(octets);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static char charAt(byte[] octets, int at) {
    return (char) ((octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF);
  }
}
