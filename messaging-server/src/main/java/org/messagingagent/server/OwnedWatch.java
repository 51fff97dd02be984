package org.messagingagent.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.messagingagent.server.cluster.OtherNodes;
import org.messagingagent.server.cluster.OwnedPartitions;
import org.messagingagent.server.metrics.ClusterWatch;

/** This node's share of the work, for those who watch it. */
record OwnedWatch(OwnedPartitions owned, OtherNodes others) implements ClusterWatch {

  @Override
  public int nodes() {
    return others.alive().size() + 1;
  }

  @Override
  public Map<String, Integer> ownedPartitions() {
    return owned.all().entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().size()));
  }

  @Override
  public Optional<Duration> leaseLeft() {
    return Optional.of(owned.left());
  }
}
