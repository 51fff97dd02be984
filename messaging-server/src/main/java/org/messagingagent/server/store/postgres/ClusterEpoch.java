package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.Partitions;

/**
 * The epoch under which this process writes, and the partitions in whose sessions it takes part as
 * their owner. Safe for use by many threads.
 */
interface ClusterEpoch {

  /** The epoch; it changes where the database is found to have closed it. */
  long current();

  /** Begins a new epoch that owns nothing, where this one is the current and has been closed. */
  void renew(long closed);

  /** Takes part in the sessions of these from now on, where the epoch is still this one. */
  void own(long epoch, String plugin, Partitions partitions);

  /** Takes no part in the sessions of these from the next batch on. */
  void disown(String plugin, Partitions partitions);

  /** Takes no part in any session from the next batch on. */
  void disownAll();
}
