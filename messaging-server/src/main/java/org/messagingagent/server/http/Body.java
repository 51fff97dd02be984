package org.messagingagent.server.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a body so far. Grows with what arrives, never with what is announced: an announced
 * length only avoids the copy where it is small.
 */
final class Body {

  private static final int FIRST = 8 * 1024;

  private final int announced;
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * @param announced the Content-Length, or -1
   */
  Body(long announced) {
    this.announced = (int) Math.min(Math.max(announced, 0), Integer.MAX_VALUE);
  }

  int size() {
    return size;
  }

  void add(ByteBuffer piece) {
    int more = piece.remaining();
    if (size + more > bytes.length) {
      int wanted = Math.max(size + more, Math.max(FIRST, bytes.length * 2));
      boolean lastGrowth = announced >= size + more && announced <= wanted;
      bytes = Arrays.copyOf(bytes, lastGrowth ? announced : wanted);
    }
    piece.get(bytes, size, more);
    size += more;
  }

  /** All of them; not a copy where it can be avoided. */
  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
