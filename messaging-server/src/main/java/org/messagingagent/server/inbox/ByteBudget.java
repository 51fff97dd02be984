package org.messagingagent.server.inbox;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of messages may be held in memory. Safe for use by many threads. */
final class ByteBudget {

  private final AtomicLong left;

  ByteBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes these bytes while anything is left; the last one taken may go over. */
  boolean take(long bytes) {
    while (true) {
      long now = left.get();
      if (now <= 0) {
        return false;
      }
      if (left.compareAndSet(now, now - bytes)) {
        return true;
      }
    }
  }

  /** Takes these bytes, also where that goes over: for what is in memory already. */
  void takeRegardless(long bytes) {
    left.addAndGet(-bytes);
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /** What is left; 0 or less where nothing is. */
  long left() {
    return left.get();
  }
}
