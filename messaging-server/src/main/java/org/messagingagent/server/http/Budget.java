package org.messagingagent.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that may be in memory at once. The last quarter is for small bodies, so that a few large
 * and slow ones do not keep everybody out.
 */
final class Budget {

  private static final int SMALL = 64 * 1024;

  private final long total;
  private final long forLarge;
  private final AtomicLong taken = new AtomicLong();

  Budget(long total) {
    this.total = total;
    this.forLarge = total - total / 4;
  }

  /**
   * Takes bytes for a body that has some already; false where there is no room, and nothing was
   * taken.
   */
  boolean take(int bytes, int before) {
    long limit = (long) before + bytes > SMALL ? forLarge : total;
    if (taken.addAndGet(bytes) > limit) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
