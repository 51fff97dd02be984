package org.messagingagent.server.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.Statements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few read-only connections, opened when they are needed. Safe for use by many threads. */
final class SqliteReaders implements Readers {

  private static final Logger log = LoggerFactory.getLogger(SqliteReaders.class);
  private static final int CONNECTIONS = 4;
  private static final int WAIT_SECONDS = 30;

  private final SqliteFile file;
  private final Semaphore permits = new Semaphore(CONNECTIONS, true);
  private final LinkedBlockingDeque<Statements> free = new LinkedBlockingDeque<>();
  private volatile boolean closed;

  SqliteReaders(SqliteFile file) {
    this.file = file;
  }

  @Override
  public <T> T read(Read<T> read) {
    acquire();
    Statements statements = null;
    try {
      if (closed) {
        throw new StoreException("The store is closed");
      }
      statements = free.pollFirst(); // the last one used: its cache is warm
      if (statements == null) {
        statements = new Statements(file.openReader());
      }
      T result = read.from(statements);
      free.addFirst(statements);
      statements = null;
      return result;
    } catch (SQLException e) {
      throw file.explain(e);
    } finally {
      if (statements != null) { // it failed: nobody knows in what state it is
        closeQuietly(statements);
      }
      permits.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    permits.acquireUninterruptibly(CONNECTIONS);
    try {
      for (Statements each = free.poll(); each != null; each = free.poll()) {
        closeQuietly(each);
      }
    } finally {
      permits.release(CONNECTIONS);
    }
  }

  private void acquire() {
    try {
      if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreBusyException(
            "All %d connections of the database have been reading for %d s; try again in a moment"
                .formatted(CONNECTIONS, WAIT_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while waiting for the database", e);
    }
  }

  private static void closeQuietly(Statements statements) {
    try {
      statements.close();
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
  }
}
