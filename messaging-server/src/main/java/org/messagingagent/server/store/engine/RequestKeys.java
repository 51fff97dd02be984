package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.RequestKey;

/** The keys by which repeated requests are recognised. For the writer thread alone. */
public interface RequestKeys {

  /**
   * What a key stands for.
   *
   * @param sameArguments whether the request that stored it had the same arguments
   * @param ids what it stored, in order
   */
  record Known(boolean sameArguments, List<Long> ids) {}

  Optional<Known> find(RequestKey key) throws SQLException;

  /**
   * Keeps a key with what its request stores in this transaction.
   *
   * @return false where another node has stored it since it was looked for; it is found then
   */
  boolean add(RequestKey key, Instant now, List<Long> ids) throws SQLException;

  /** Deletes keys from the oldest on, at most so many; how many it were. */
  int purge(Instant before, int limit) throws SQLException;
}
