package org.messagingagent.server.cluster;

import java.util.List;
import java.util.Map;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.Partitions;

/**
 * Which partitions of a plugin a node should claim or give up. Each node works that out by itself,
 * from what the database says, and all come to shares that fit together.
 */
final class Shares {

  private Shares() {}

  /**
   * What to do now.
   *
   * @param claim nobody has them
   * @param withdraw more than this node's share
   */
  record Move(Partitions claim, Partitions withdraw) {}

  /**
   * @param kept what this node owns and has not withdrawn
   */
  static Move of(View view, long epoch, String plugin, Partitions kept) {
    List<Long> working = working(view.nodes(), plugin);
    int at = working.indexOf(epoch);
    if (at < 0) {
      return new Move(Partitions.NONE, kept);
    }
    int share = share(working.size(), at);
    if (kept.size() >= share) {
      return new Move(Partitions.NONE, kept.minus(kept.first(share)));
    }
    Partitions free = Partitions.ALL.minus(kept);
    for (Partitions owned : view.owners().getOrDefault(plugin, Map.of()).values()) {
      free = free.minus(owned);
    }
    return new Move(some(free, share - kept.size(), at, working.size()), Partitions.NONE);
  }

  /** So many, from another end than the other nodes, that all want the same when one has died. */
  private static Partitions some(Partitions free, int most, int at, int nodes) {
    int sharesBefore = at * (Partitions.COUNT / nodes) + Math.min(at, Partitions.COUNT % nodes);
    Partitions before = Partitions.ALL.first(sharesBefore);
    Partitions chosen = free.minus(before).first(most);
    return chosen.plus(free.minus(chosen).first(most - chosen.size()));
  }

  private static List<Long> working(List<Node> nodes, String plugin) {
    return nodes.stream()
        .filter(node -> node.plugins().contains(plugin) && node.isAlive())
        .map(Node::epoch)
        .sorted()
        .toList();
  }

  /** As many as the others have; those that are left over go to the first. */
  private static int share(int nodes, int at) {
    int each = Partitions.COUNT / nodes;
    return at < Partitions.COUNT % nodes ? each + 1 : each;
  }
}
