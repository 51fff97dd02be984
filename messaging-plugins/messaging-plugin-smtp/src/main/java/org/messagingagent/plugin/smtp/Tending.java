package org.messagingagent.plugin.smtp;

import java.time.Duration;
import org.messagingagent.spi.PluginScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the connections: closes idle ones, and finds out whether the server is there. */
final class Tending implements PluginScheduler.Job {

  private static final Logger log = LoggerFactory.getLogger(Tending.class);

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
      log.debug("The mail server is looked for again later: {}", e.getMessage());
    }
  }
}
