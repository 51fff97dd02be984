package org.messagingagent.server.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the journal into the database file on a thread and connection of its own, so that commits
 * don't wait for it. SQLite starts the journal anew only when all of it has been copied, which
 * never happens while commits go on; so once the journal is long, the writer is asked to copy the
 * little that is left itself, between two commits.
 */
final class SqliteCheckpoint implements AutoCloseable {

  /** A net below all this: pages in the journal that make any commit copy them; 256 MiB. */
  static final int AUTO_PAGES = 64_000;

  private static final int RESTART_PAGES = 8_000;
  private static final long COPY_BYTES = 8L << 20;
  private static final long BYTES_PER_COMMIT = 16L << 10;

  private static final Logger log = LoggerFactory.getLogger(SqliteCheckpoint.class);

  private final SqliteFile file;
  private final Semaphore wanted = new Semaphore(0);
  private final AtomicBoolean restartDue = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "messaging-store-checkpoint");
  private volatile boolean closed;
  private long bytes;

  SqliteCheckpoint(SqliteFile file) {
    this.file = file;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** By the writer, after a commit of about so many bytes, before the next write. */
  void committed(long commitBytes, Connection writer) {
    bytes += commitBytes + BYTES_PER_COMMIT;
    if (restartDue.get()) {
      try {
        writer.setAutoCommit(true); // a transaction would keep the journal from being copied
        try {
          copy(writer);
        } finally {
          writer.setAutoCommit(false); // or each statement of the next batch would be a commit
        }
      } catch (SQLException e) {
        throw file.explain(e);
      } finally {
        bytes = 0;
        restartDue.set(false);
      }
    } else if (bytes > COPY_BYTES) {
      bytes = 0;
      wanted.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    wanted.release();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // a connection in use must not be left behind
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      wanted.acquireUninterruptibly();
      wanted.drainPermits();
      if (closed) {
        return;
      }
      try (Connection connection = file.openWriter()) {
        copyUntilClosed(connection);
      } catch (SQLException | StoreException e) {
        log.warn("The journal could not be copied: {}", file.explain(e).getMessage());
      }
    }
  }

  private void copyUntilClosed(Connection connection) throws SQLException {
    while (!closed) {
      if (copy(connection) > RESTART_PAGES) {
        restartDue.set(true);
      }
      do {
        wanted.acquireUninterruptibly();
        wanted.drainPermits();
      } while (restartDue.get() && !closed); // one copies at a time, and it is the writer's turn
    }
    wanted.release(); // for the look at closed
  }

  /** Copies what it can without making anybody wait, and says how many pages the journal has. */
  private static int copy(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return row.next() ? row.getInt(2) : 0;
    }
  }
}
