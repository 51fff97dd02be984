package org.messagingagent.server.store.postgres;

import org.messagingagent.server.store.Partitions;

/**
 * The writer's epoch, as the cluster sees it.
 *
 * @param barrier waits for the batch under way, and has an open epoch taken where there is none
 */
record StoreEpoch(PgEpoch epoch, Runnable barrier) implements ClusterEpoch {

  @Override
  public long current() {
    return epoch.current();
  }

  @Override
  public void renew(long closed) {
    epoch.lost(closed);
    barrier.run();
  }

  @Override
  public void own(long under, String plugin, Partitions partitions) {
    epoch.own(under, plugin, partitions);
  }

  @Override
  public void disown(String plugin, Partitions partitions) {
    epoch.disown(plugin, partitions);
  }

  @Override
  public void disownAll() {
    epoch.plugins().forEach(plugin -> epoch.disown(plugin, Partitions.ALL));
  }
}
