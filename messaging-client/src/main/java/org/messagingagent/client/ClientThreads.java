package org.messagingagent.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** From here on, thread groups go by themselves when nothing is in them. */
  private static final int JAVA_WITH_LIGHT_GROUPS = 19;

  private final String name = "messaging-client-" + clients.incrementAndGet();
  private final AtomicInteger made = new AtomicInteger();
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timer;

  ClientThreads() {
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // a callback may wait for a call, which must not wait for a thread
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> daemon(work, "worker-" + made.incrementAndGet()));
    timer = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "timer"));
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
  @SuppressWarnings("removal") // only called where it is still there, and needed
  ThreadGroup group() {
    ThreadGroup group = new ThreadGroup(top(), name);
    if (Runtime.version().feature() < JAVA_WITH_LIGHT_GROUPS) {
      group.setDaemon(true);
    }
    return group;
  }

  /** A group that never ends, whichever the thread belongs to that happens to be here. */
  private static ThreadGroup top() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  Thread daemon(Runnable work, String role) {
    return daemon(top(), work, role);
  }

  Thread daemon(ThreadGroup group, Runnable work, String role) {
    Thread thread = new Own(group, work, name + "-" + role);
    thread.setDaemon(true);
    thread.setContextClassLoader(ClientThreads.class.getClassLoader());
    alive.removeIf(one -> one.getState() == Thread.State.TERMINATED);
    alive.add(thread);
    return thread;
  }

  /** Known to be of this client, which may be closed from it. */
  private final class Own extends Thread {
    Own(ThreadGroup group, Runnable work, String name) {
      super(group, work, name);
    }

    boolean isOf(ClientThreads threads) {
      return ClientThreads.this == threads;
    }
  }

  /**
   * Ends them; waits at most this long for those that still run something, unless it is called by
   * one of them.
   */
  void close(Duration atMost) {
    timer.shutdownNow();
    workers.shutdown();
    if (Thread.currentThread() instanceof Own own && own.isOf(this)) {
      return;
    }
    Deadline deadline = Deadline.in(atMost);
    try {
      for (Thread thread : alive) {
        thread.join(Math.max(1, deadline.left().toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
