package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer with a few threads of its own, which end when they have nothing to wait for. */
final class JobThreads implements JobTimer {

  private static final long KEEP_SECONDS = 10;

  private final ScheduledThreadPoolExecutor threads;

  /**
   * @param name of each thread
   * @param most how many there are at a time
   */
  JobThreads(String name, int most) {
    threads =
        new ScheduledThreadPoolExecutor(
            most,
            work -> {
              // Begun from vendor code, it must inherit nothing that holds the plugin's classes.
              Thread thread = new Thread(null, work, name, 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(JobThreads.class.getClassLoader());
              return thread;
            });
    threads.setKeepAliveTime(KEEP_SECONDS, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
    threads.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    try {
      Future<?> scheduled = threads.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void stop() {
    threads.shutdownNow();
  }

  @Override
  public boolean await(Duration limit) {
    try {
      return threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return threads.isTerminated();
    }
  }
}
