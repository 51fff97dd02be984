package org.messagingagent.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one client. They are daemons, come when there is work, go when there is none for a
 * while, and refer to no class loader but this class's.
 */
final class ClientThreads {

  private static final AtomicInteger clients = new AtomicInteger();
  private static final long IDLE_SECONDS = 10;

  private final String name = "messaging-client-" + clients.incrementAndGet();
  private final AtomicInteger made = new AtomicInteger();
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;

  ClientThreads() {
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // as many as run at a time, which the gate bounds
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> daemon(null, work, "worker-" + made.incrementAndGet()));
    timer = new ScheduledThreadPoolExecutor(1, work -> daemon(null, work, "timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** For work that comes from an answer or a user's callback. */
  Executor workers() {
    return workers;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /** A group for threads that are not ours to make; see {@link Http}. */
  ThreadGroup group() {
    return new ThreadGroup(name);
  }

  Thread daemon(ThreadGroup group, Runnable work, String role) {
    Thread thread = new Thread(group, work, name + "-" + role);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClientThreads.class.getClassLoader());
    return thread;
  }

  /** Ends them; waits at most this long for those that still run something. */
  void close(Duration atMost) {
    timer.shutdownNow();
    workers.shutdown();
    try {
      long end = System.nanoTime() + atMost.toNanos();
      timer.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
      workers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
