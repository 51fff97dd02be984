package org.messagingagent.spi.callback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code application/x-www-form-urlencoded}. Bounded work for whatever is sent: what comes
 * after so many parameters is not looked at.
 */
final class FormText {

  private static final String ASCII = "&=+%09AZaz";

  private final byte[] encoded;
  private final Charset charset;

  /**
   * @param charset of the names and values; UTF-8 instead where a form cannot be in it, as in
   *     UTF-16
   */
  FormText(byte[] encoded, Charset charset) {
    this.encoded = encoded;
    this.charset = holdsAscii(charset) ? charset : StandardCharsets.UTF_8;
  }

  /** The first parameters, at most so many, by name in their order; unmodifiable. */
  Map<String, List<String>> parameters(int most) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    int count = 0;
    for (int start = 0; start < encoded.length && count < most; ) {
      int end = indexOf('&', start, encoded.length);
      if (end > start) {
        int equals = indexOf('=', start, end);
        found
            .computeIfAbsent(text(start, equals), name -> new ArrayList<>(1))
            .add(equals == end ? "" : text(equals + 1, end));
        count++;
      }
      start = end + 1;
    }
    found.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(found);
  }

  private int indexOf(char wanted, int start, int end) {
    for (int at = start; at < end; at++) {
      if (encoded[at] == wanted) {
        return at;
      }
    }
    return end;
  }

  /** Decoded; as it was sent where it is wrongly encoded. */
  private String text(int start, int end) {
    byte[] bytes = decoded(start, end).orElseGet(() -> Arrays.copyOfRange(encoded, start, end));
    return new String(bytes, charset);
  }

  private Optional<byte[]> decoded(int start, int end) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(end - start);
    for (int at = start; at < end; at++) {
      switch (encoded[at]) {
        case '+' -> plain.write(' ');
        case '%' -> {
          int high = at + 2 < end ? hex(encoded[at + 1]) : -1;
          int low = at + 2 < end ? hex(encoded[at + 2]) : -1;
          if (high < 0 || low < 0) {
            return Optional.empty();
          }
          plain.write(high << 4 | low);
          at += 2;
        }
        default -> plain.write(encoded[at]);
      }
    }
    return Optional.of(plain.toByteArray());
  }

  private static int hex(byte digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    int letter = digit | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  private static boolean holdsAscii(Charset charset) {
    return charset.canEncode()
        && Arrays.equals(ASCII.getBytes(charset), ASCII.getBytes(StandardCharsets.US_ASCII));
  }
}
