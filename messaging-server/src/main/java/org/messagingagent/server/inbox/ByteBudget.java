package org.messagingagent.server.inbox;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of messages may be held in memory. Safe for use by many threads. */
final class ByteBudget {

  private final AtomicLong taken = new AtomicLong();
  private volatile long total;

  ByteBudget(long bytes) {
    this.total = bytes;
  }

  /** Changes how many bytes there are; what is taken beyond that stays taken. */
  void resize(long bytes) {
    total = bytes;
  }

  /** Takes these bytes while anything is left; the last one taken may go over. */
  boolean take(long bytes) {
    while (true) {
      long now = taken.get();
      if (now >= total) {
        return false;
      }
      if (taken.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
  }

  /** Takes these bytes, also where that goes over: for what is in memory already. */
  void takeRegardless(long bytes) {
    taken.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** What is left; 0 or less where nothing is. */
  long left() {
    return total - taken.get();
  }
}
