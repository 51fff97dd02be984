package org.messagingagent.server.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Requests of one kind: so many at once, so many waiting, no more. A task that finds room runs in
 * the thread that brings it, where that is ours; else, and where it had to wait, in a thread of its
 * exchange's server.
 */
final class Lane {

  private final int width;
  private final int capacity;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int running;

  Lane(int width, int capacity) {
    this.width = width;
    this.capacity = capacity;
  }

  /**
   * Runs the task now or later; false where too many wait already.
   *
   * @throws RejectedExecutionException where the server of the exchange has stopped
   */
  boolean submit(Exchange exchange, Runnable task) {
    synchronized (this) {
      if (running == width) {
        return waiting.size() < capacity && waiting.add(new Waiting(exchange, task));
      }
      running++;
    }
    try {
      exchange.work(() -> run(task));
    } catch (RejectedExecutionException e) {
      next();
      throw e;
    }
    return true;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      next();
    }
  }

  private void next() {
    while (true) {
      Waiting next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          running--;
          return;
        }
      }
      try {
        Runnable task = next.task();
        next.exchange().dispatch(() -> run(task));
        return;
      } catch (RejectedExecutionException e) {
        // The server of that exchange has stopped, and its connection is gone: on to the next.
        continue;
      }
    }
  }

  private record Waiting(Exchange exchange, Runnable task) {}
}
