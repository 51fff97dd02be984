package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.engine.Statements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a transaction happened whose commit was not answered, for as long as callers
 * may be expected to wait. For the writer thread alone.
 */
final class LostAnswer {

  /** Connects to the database anew. */
  interface Connector {
    Statements connect() throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(LostAnswer.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PgFence fence;
  private final Connector connector;

  LostAnswer(PgFence fence, Connector connector) {
    this.fence = fence;
    this.connector = connector;
  }

  /**
   * Returns where the transaction happened.
   *
   * @return the connection to go on with
   * @throws SQLException the failure, where nothing happened: the batch may be applied again
   * @throws StoreException where nobody could be asked
   */
  Statements resolve(SQLException failure) throws SQLException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      Statements statements = null;
      try {
        statements = connector.connect();
        Optional<Boolean> happened = fence.happened(statements);
        if (happened.isEmpty()) {
          close(statements);
          throw unknown(failure);
        }
        log.warn(
            "The answer to a commit was lost; the commit {}",
            happened.get() ? "happened" : "did not happen");
        if (happened.get()) {
          return statements;
        }
        statements.close();
      } catch (SQLException e) {
        close(statements);
        if (System.nanoTime() - end >= 0) {
          throw unknown(failure);
        }
        LockSupport.parkNanos(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        continue;
      }
      throw failure;
    }
  }

  private static StoreException unknown(SQLException failure) {
    return new StoreException(
        "The connection to the database broke in a commit, and the database could not be asked"
            + " whether it happened; requests with an idempotency key can be repeated",
        failure);
  }

  private static void close(Statements statements) {
    if (statements == null) {
      return;
    }
    try {
      statements.close();
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
  }
}
