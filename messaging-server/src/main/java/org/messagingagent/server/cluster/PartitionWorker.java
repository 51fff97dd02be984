package org.messagingagent.server.cluster;

import org.messagingagent.server.store.Partitions;

/** Who works on what this node owns. Safe for use by many threads; no method blocks for long. */
public interface PartitionWorker {

  /**
   * What may be worked on has changed: nothing new of other partitions is begun once this returns.
   */
  void ownershipChanged();

  /** The partitions of a plugin of which messages are in hand. */
  Partitions held(String plugin);
}
