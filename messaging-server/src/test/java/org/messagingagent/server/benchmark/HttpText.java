package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** As much of HTTP/1.1 as a load client needs: one answer after the other on one connection. */
final class HttpText {

  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);

  private HttpText() {}

  /**
   * How long the answer at the start of this buffer is.
   *
   * @param filled how much of the buffer is filled
   * @return the answer's length with its head, or -1 where it is not all there
   * @throws IOException where the answer has no Content-Length
   */
  static int answerLength(byte[] in, int filled) throws IOException {
    int length = -1;
    int lineStart = 0;
    for (int i = 0; i + 1 < filled; i++) {
      if (in[i] != '\r' || in[i + 1] != '\n') {
        continue;
      }
      if (i == lineStart) {
        if (length < 0) {
          throw new IOException(
              "An answer without Content-Length: "
                  + new String(in, 0, i, StandardCharsets.ISO_8859_1));
        }
        int whole = i + 2 + length;
        return whole <= filled ? whole : -1;
      }
      if (isContentLength(in, lineStart, i)) {
        length = number(in, lineStart + CONTENT_LENGTH.length, i);
      }
      lineStart = i + 2;
      i++;
    }
    return -1;
  }

  /** The status in an answer's first line. */
  static int status(byte[] in) {
    return number(in, 9, 12);
  }

  private static boolean isContentLength(byte[] in, int from, int to) {
    // 'C' and 'c' differ in one bit, and no other header name has this length and these letters.
    if (to - from <= CONTENT_LENGTH.length || (in[from] | 0x20) != 'c') {
      return false;
    }
    for (int i = 1; i < CONTENT_LENGTH.length; i++) {
      byte b = in[from + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != CONTENT_LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] in, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (in[i] >= '0' && in[i] <= '9') {
        value = value * 10 + in[i] - '0';
      }
    }
    return value;
  }
}
