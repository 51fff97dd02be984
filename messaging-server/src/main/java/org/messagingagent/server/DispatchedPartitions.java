package org.messagingagent.server;

import org.messagingagent.server.cluster.PartitionWorker;
import org.messagingagent.server.inbox.Dispatcher;
import org.messagingagent.server.store.Partitions;

/** The dispatcher as the one who works on what this node owns. */
record DispatchedPartitions(Dispatcher dispatcher) implements PartitionWorker {

  @Override
  public void ownershipChanged() {
    dispatcher.ownershipChanged();
  }

  @Override
  public Partitions held(String plugin) {
    return dispatcher.held(plugin);
  }
}
