package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;

/** Connections for reading. Safe for use by many threads. */
public interface Readers extends AutoCloseable {

  /** Reads with a connection that is its own until this returns. */
  interface Read<T> {
    T from(Statements statements) throws SQLException;
  }

  /**
   * Waits for a connection and reads. What is read was committed; where the reading takes several
   * queries, each sees what is committed by then.
   *
   * @throws StoreBusyException where no connection comes free for a long time
   * @throws StoreException where the database does not answer, or the store is closed
   */
  <T> T read(Read<T> read);

  /** Waits for the reads that run, then closes all. */
  @Override
  void close();
}
