package org.messagingagent.server.auth;

/** The compression function of Argon2 (RFC 9106, 3.5 and 3.6), with its scratch memory. */
final class Argon2Block {

  /** The words of a block. */
  static final int WORDS = 128;

  private final long[] mixed = new long[WORDS];

  /**
   * Fills a block from two others.
   *
   * @param over whether the result is mixed into what is there; else it takes its place
   */
  void fill(long[] previous, long[] reference, long[] block, boolean over) {
    for (int i = 0; i < WORDS; i++) {
      long word = previous[i] ^ reference[i];
      mixed[i] = word;
      block[i] = over ? block[i] ^ word : word;
    }
    for (int row = 0; row < WORDS; row += 16) {
      permute(row, 2);
    }
    for (int column = 0; column < 16; column += 2) {
      permute(column, 16);
    }
    for (int i = 0; i < WORDS; i++) {
      block[i] ^= mixed[i];
    }
  }

  /** The permutation of eight pairs of words, whose second is beside the first. */
  private void permute(int first, int betweenPairs) {
    int p0 = first;
    int p1 = p0 + betweenPairs;
    int p2 = p1 + betweenPairs;
    int p3 = p2 + betweenPairs;
    int p4 = p3 + betweenPairs;
    int p5 = p4 + betweenPairs;
    int p6 = p5 + betweenPairs;
    int p7 = p6 + betweenPairs;
    mix(p0, p2, p4, p6);
    mix(p0 + 1, p2 + 1, p4 + 1, p6 + 1);
    mix(p1, p3, p5, p7);
    mix(p1 + 1, p3 + 1, p5 + 1, p7 + 1);
    mix(p0, p2 + 1, p5, p7 + 1);
    mix(p0 + 1, p3, p5 + 1, p6);
    mix(p1, p3 + 1, p4, p6 + 1);
    mix(p1 + 1, p2, p4 + 1, p7);
  }

  private void mix(int ia, int ib, int ic, int id) {
    long a = mixed[ia];
    long b = mixed[ib];
    long c = mixed[ic];
    long d = mixed[id];
    a = sum(a, b);
    d = Long.rotateRight(d ^ a, 32);
    c = sum(c, d);
    b = Long.rotateRight(b ^ c, 24);
    a = sum(a, b);
    d = Long.rotateRight(d ^ a, 16);
    c = sum(c, d);
    b = Long.rotateRight(b ^ c, 63);
    mixed[ia] = a;
    mixed[ib] = b;
    mixed[ic] = c;
    mixed[id] = d;
  }

  private static long sum(long x, long y) {
    return x + y + 2 * (x & 0xFFFFFFFFL) * (y & 0xFFFFFFFFL);
  }
}
