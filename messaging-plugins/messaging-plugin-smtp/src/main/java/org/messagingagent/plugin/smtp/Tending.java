package org.messagingagent.plugin.smtp;

import java.time.Duration;
import org.messagingagent.spi.PluginScheduler;

/** Looks after the connections: closes idle ones, and finds out whether the server is there. */
final class Tending implements PluginScheduler.Job {

  private final ConnectionPool pool;
  private final Standing standing;
  private final Duration timeout;

  Tending(ConnectionPool pool, Standing standing, Duration timeout) {
    this.pool = pool;
    this.standing = standing;
    this.timeout = timeout;
  }

  @Override
  public void run() throws InterruptedException {
    pool.closeIdle();
    if (!standing.isInDoubt()) {
      return;
    }
    try (ConnectionPool.Lease lease = pool.borrow(Deadline.in(timeout), false)) {
      lease.keep();
    } catch (ConnectFailedException e) {
      // The pool has told the operator.
      standing.notConnected(e.getMessage());
    }
  }
}
