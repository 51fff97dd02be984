package org.messagingagent.server.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that may be in memory at once. The last quarter is for small bodies, so that a few large
 * and slow ones do not keep everybody out.
 */
final class Budget {

  private static final int SMALL = 64 * 1024;

  private final Optional<Budget> whole;
  private final long total;
  private final long forLarge;
  private final AtomicLong taken = new AtomicLong();

  Budget(long total) {
    this(total, Optional.empty());
  }

  private Budget(long total, Optional<Budget> whole) {
    this.whole = whole;
    this.total = total;
    this.forLarge = total - total / 4;
  }

  /** The least total in which a body of this size has room when there is no other. */
  static long leastFor(long largest) {
    return largest <= SMALL ? largest : 4 * (largest - 1) / 3 + 1;
  }

  /** A part of this one: what is taken of it counts in both. */
  Budget part(long most) {
    return new Budget(most, Optional.of(this));
  }

  /**
   * Takes bytes for a body that has some already; false where there is no room, and nothing was
   * taken.
   */
  boolean take(int bytes, int before) {
    long limit = (long) before + bytes > SMALL ? forLarge : total;
    boolean fits = taken.addAndGet(bytes) <= limit;
    if (!fits || whole.isPresent() && !whole.get().take(bytes, before)) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
    whole.ifPresent(budget -> budget.giveBack(bytes));
  }

  long taken() {
    return taken.get();
  }
}
