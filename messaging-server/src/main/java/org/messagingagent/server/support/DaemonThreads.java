package org.messagingagent.server.support;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names that say what they do; they keep no process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Threads named {@code messaging-<purpose>-<n>}. */
  public static ThreadFactory named(String purpose) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread =
          new Thread(work, "messaging-%s-%d".formatted(purpose, count.incrementAndGet()));
      thread.setDaemon(true);
      return thread;
    };
  }
}
