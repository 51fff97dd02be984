package org.messagingagent.server.cluster;

import java.util.List;
import java.util.function.Supplier;
import org.messagingagent.server.store.ClusterStore.Node;

/**
 * The other nodes that were alive at the last beat: written by {@link Membership}, read by all.
 * Where the database is away they stay as they were.
 */
public final class OtherNodes implements Supplier<List<Node>> {

  private volatile List<Node> nodes = List.of();

  @Override
  public List<Node> get() {
    return nodes;
  }

  /** Whether the node of this epoch is there and runs this plugin. */
  boolean run(String plugin, long epoch) {
    return nodes.stream()
        .filter(node -> node.epoch() == epoch)
        .flatMap(node -> node.running().stream())
        .anyMatch(running -> running.name().equals(plugin));
  }

  void saw(List<Node> all, long own) {
    nodes =
        all.stream().filter(node -> node.epoch() != own && !node.leaseLeft().isNegative()).toList();
  }
}
