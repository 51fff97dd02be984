package org.messagingagent.server.support;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names that say what they do; they keep no process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /**
   * Threads named {@code messaging-<purpose>-<n>}. They take nothing over from the thread in which
   * the first work comes: that may be a plugin's, whose classes they would keep in memory.
   */
  public static ThreadFactory named(String purpose) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      String name = "messaging-%s-%d".formatted(purpose, count.incrementAndGet());
      Thread thread = new Thread(null, work, name, 0, false);
      thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
      thread.setDaemon(true);
      return thread;
    };
  }
}
