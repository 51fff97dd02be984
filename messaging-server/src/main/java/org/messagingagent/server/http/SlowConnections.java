package org.messagingagent.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which bytes drip in for longer than a request may take, headers included.
 * Each drop resets the idle time, so that alone does not end them.
 */
final class SlowConnections extends AbstractLifeCycle {

  private final ServerConnector connector;
  private final long allowedNanos;
  private final long intervalMillis;
  private Map<EndPoint, Progress> seen = new HashMap<>();
  private volatile Scheduler.Task next;

  SlowConnections(ServerConnector connector, Duration allowed) {
    this.connector = connector;
    this.allowedNanos = allowed.toNanos();
    this.intervalMillis = Math.max(10, Math.min(5_000, allowed.toMillis() / 4));
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected void doStop() {
    Scheduler.Task task = next;
    if (task != null) {
      task.cancel();
    }
  }

  private void schedule() {
    next = connector.getScheduler().schedule(this::sweep, intervalMillis, TimeUnit.MILLISECONDS);
  }

  private synchronized void sweep() {
    long now = System.nanoTime();
    Map<EndPoint, Progress> current = new HashMap<>();
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      Connection connection = endPoint.getConnection();
      if (connection == null) {
        continue;
      }
      Progress before = seen.get(endPoint);
      Progress progress = Progress.of(connection, before, now);
      if (progress != before
          && progress.receivingSince != 0
          && now - progress.receivingSince > allowedNanos) {
        connector.getExecutor().execute(endPoint::close);
      } else {
        current.put(endPoint, progress);
      }
    }
    seen = current;
    if (isRunning() || isStarting()) {
      schedule();
    }
  }

  /**
   * What a connection had received at a sweep.
   *
   * @param receivingSince when bytes were first seen after those that began the newest request; 0
   *     where there were none
   */
  private record Progress(long requests, long bytes, long receivingSince) {

    static Progress of(Connection connection, Progress before, long now) {
      long requests = connection.getMessagesIn();
      long bytes = connection.getBytesIn();
      if (before == null) {
        return new Progress(requests, bytes, requests == 0 && bytes > 0 ? now : 0);
      }
      if (before.requests != requests) {
        return new Progress(requests, bytes, 0);
      }
      if (before.bytes == bytes) {
        return before;
      }
      return new Progress(
          requests, bytes, before.receivingSince == 0 ? now : before.receivingSince);
    }
  }
}
