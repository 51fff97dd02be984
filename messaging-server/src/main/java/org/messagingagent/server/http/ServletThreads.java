package org.messagingagent.server.http;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.messagingagent.server.support.DaemonThreads;

/**
 * The threads in which requests to a servlet are worked on. Those of the container live on when the
 * server is gone, and what parsers leave in a thread would keep its classes in memory. What waits
 * for a thread is bounded by the front's lanes and the container's connections.
 */
final class ServletThreads {

  private final ThreadPoolExecutor threads;

  ServletThreads(int most) {
    threads = DaemonThreads.pool("servlet", most, new LinkedBlockingQueue<>());
  }

  /**
   * Runs a task in one of the threads.
   *
   * @throws RejectedExecutionException after the end
   */
  void execute(Runnable task) {
    threads.execute(task);
  }

  /** How many are at work. */
  int busy() {
    return threads.getActiveCount();
  }

  /** Interrupts what runs, and waits for it, at most so long. */
  void end(Duration limit) {
    DaemonThreads.end(threads, limit);
  }
}
