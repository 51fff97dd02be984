package org.messagingagent.server.http;

import java.time.Duration;
import java.util.Collection;
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

  /** The time for a request while three quarters of all connections are taken. */
  private static final long CROWDED_NANOS = Duration.ofSeconds(5).toNanos();

  /** How long a connection may be silent meanwhile. */
  private static final long CROWDED_IDLE_MILLIS = 2_000;

  private final long allowedNanos;
  private final long intervalMillis;
  private final int crowd;
  private Map<EndPoint, Progress> seen = new HashMap<>();
  private volatile Scheduler.Task next;

  SlowConnections(ServerConnector connector, Duration allowed, int maxConnections) {
    this.connector = connector;
    this.allowedNanos = allowed.toNanos();
    this.crowd = maxConnections - maxConnections / 4;
    this.intervalMillis = Math.max(10, Math.min(1_000, allowed.toMillis() / 4));
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
    Collection<EndPoint> connected = connector.getConnectedEndPoints();
    boolean crowded = connected.size() >= crowd;
    long limit = crowded ? Math.min(allowedNanos, CROWDED_NANOS) : allowedNanos;
    for (EndPoint endPoint : connected) {
      if (crowded && endPoint.getIdleTimeout() > CROWDED_IDLE_MILLIS) {
        endPoint.setIdleTimeout(CROWDED_IDLE_MILLIS);
      }
      Connection connection = endPoint.getConnection();
      if (connection == null) {
        continue;
      }
      Progress before = seen.get(endPoint);
      Progress progress = Progress.of(connection, before, now);
      if (progress != before
          && progress.receivingSince != 0
          && now - progress.receivingSince > limit) {
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
