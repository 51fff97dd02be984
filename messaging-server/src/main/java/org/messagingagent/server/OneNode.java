package org.messagingagent.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.messagingagent.server.metrics.ClusterWatch;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.Partitions;

/** A server that is alone owns all, and needs no lease. */
record OneNode(PluginRegistry plugins) implements ClusterWatch {

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public Map<String, Integer> ownedPartitions() {
    return plugins.all().stream()
        .filter(InstalledPlugin::takesIncoming)
        .collect(Collectors.toMap(InstalledPlugin::name, plugin -> Partitions.COUNT));
  }

  @Override
  public Optional<Duration> leaseLeft() {
    return Optional.empty();
  }
}
