package org.messagingagent.server.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b without a key (RFC 7693). For one text and one thread. */
final class Blake2b {

  private static final int BLOCK_BYTES = 128;
  private static final int ROUNDS = 12;
  private static final long[] IV = {
    0x6a09e667f3bcc908L,
    0xbb67ae8584caa73bL,
    0x3c6ef372fe94f82bL,
    0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L,
    0x9b05688c2b3e6c1fL,
    0x1f83d9abfb41bd6bL,
    0x5be0cd19137e2179L
  };
  private static final byte[][] SIGMA = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
  };

  private final int length;
  private final long[] state = IV.clone();
  private final long[] v = new long[16];
  private final long[] words = new long[16];
  private final byte[] block = new byte[BLOCK_BYTES];
  private int filled;
  private long count;

  /**
   * @param length of the digest in bytes, 1 to 64
   */
  Blake2b(int length) {
    this.length = length;
    state[0] ^= 0x01010000L ^ length;
  }

  /** The digest of one text. */
  static byte[] digest(int length, byte[] text) {
    return new Blake2b(length).update(text).digest();
  }

  Blake2b update(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (filled == BLOCK_BYTES) { // the last block is compressed at the end, even a full one
        count += BLOCK_BYTES;
        compress(false);
        filled = 0;
      }
      int part = Math.min(bytes.length - at, BLOCK_BYTES - filled);
      System.arraycopy(bytes, at, block, filled, part);
      filled += part;
      at += part;
    }
    return this;
  }

  /** A number of 32 bits, the lowest byte first. */
  Blake2b update(int number) {
    return update(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  byte[] digest() {
    count += filled;
    Arrays.fill(block, filled, BLOCK_BYTES, (byte) 0);
    compress(true);
    ByteBuffer digest = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    digest.asLongBuffer().put(state);
    return Arrays.copyOf(digest.array(), length);
  }

  private void compress(boolean last) {
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    System.arraycopy(state, 0, v, 0, 8);
    System.arraycopy(IV, 0, v, 8, 8);
    v[12] ^= count;
    v[14] ^= last ? -1L : 0L;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] s = SIGMA[round % SIGMA.length];
      mix(0, 4, 8, 12, words[s[0]], words[s[1]]);
      mix(1, 5, 9, 13, words[s[2]], words[s[3]]);
      mix(2, 6, 10, 14, words[s[4]], words[s[5]]);
      mix(3, 7, 11, 15, words[s[6]], words[s[7]]);
      mix(0, 5, 10, 15, words[s[8]], words[s[9]]);
      mix(1, 6, 11, 12, words[s[10]], words[s[11]]);
      mix(2, 7, 8, 13, words[s[12]], words[s[13]]);
      mix(3, 4, 9, 14, words[s[14]], words[s[15]]);
    }
    for (int i = 0; i < 8; i++) {
      state[i] ^= v[i] ^ v[i + 8];
    }
  }

  private void mix(int a, int b, int c, int d, long x, long y) {
    v[a] += v[b] + x;
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }
}
