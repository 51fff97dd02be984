package org.messagingagent.plugin.smtp;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts connections whose time is over, whatever they are waiting for: a server that sends a byte
 * now and then keeps no time-out of the socket from starting anew. Safe for use by many threads.
 */
final class Watch implements AutoCloseable {

  private final ScheduledThreadPoolExecutor thread;

  /**
   * @param plugin the name under which the plugin runs
   */
  Watch(String plugin) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, plugin + "-watch");
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** A connection that is watched until this is closed. */
  interface Watched extends AutoCloseable {
    @Override
    void close();
  }

  /** Cuts the connection when the deadline has come. */
  Watched cutAt(Deadline deadline, GuardedSocket socket) {
    try {
      ScheduledFuture<?> cut =
          thread.schedule(socket::cut, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      return () -> cut.cancel(false);
    } catch (RejectedExecutionException e) {
      socket.close(); // the plugin has been stopped
      return () -> {};
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
