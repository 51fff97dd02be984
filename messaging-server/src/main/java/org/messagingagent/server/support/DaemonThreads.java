package org.messagingagent.server.support;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names that say what they do; they keep no process alive. */
public final class DaemonThreads {

  private static final long IDLE_SECONDS = 30;

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

  /**
   * At most so many such threads; each ends where there was nothing to do for half a minute.
   *
   * @param waiting for what comes when all are at work
   */
  public static ThreadPoolExecutor pool(String purpose, int most, BlockingQueue<Runnable> waiting) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, named(purpose));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Interrupts what runs, and waits for it, at most so long; an interrupt ends the wait. */
  public static void end(ExecutorService threads, Duration limit) {
    threads.shutdownNow();
    try {
      threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
