package org.messagingagent.server.store.sqlite;

import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStoreContract;

class SqliteClusterTest implements ClusterStoreContract {

  private final SqliteCluster cluster = new SqliteCluster();

  @Override
  public ClusterStore cluster() {
    return cluster;
  }
}
