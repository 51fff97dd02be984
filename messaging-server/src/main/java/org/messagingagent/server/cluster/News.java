package org.messagingagent.server.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of other nodes that come and go, and of what they do differently. One thread. */
final class News {

  private static final Logger log = LoggerFactory.getLogger(News.class);

  private final NodeInfo self;
  private final Map<Long, Node> known = new HashMap<>();

  News(NodeInfo self) {
    this.self = self;
  }

  /** Who is there now. */
  void saw(List<Node> nodes, long own) {
    Map<Long, Node> now = new TreeMap<>();
    for (Node node : nodes) {
      if (node.epoch() != own) {
        now.put(node.epoch(), node);
      }
    }
    now.values().stream().filter(node -> !known.containsKey(node.epoch())).forEach(this::came);
    known.values().stream()
        .filter(node -> !now.containsKey(node.epoch()))
        .forEach(node -> log.info("Node {} is gone", node.info().name()));
    known.clear();
    known.putAll(now);
  }

  /** These were buried by this node. */
  void buried(List<Node> nodes) {
    for (Node node : nodes) {
      known.remove(node.epoch());
      log.warn(
          "Node {} gave no sign of life since {} and was taken from the list; others take over"
              + " what it was working on",
          node.info().name(),
          node.beatAt());
    }
  }

  private void came(Node node) {
    NodeInfo other = node.info();
    log.info(
        "Node {} is there{}, version {}",
        other.name(),
        other.address().isEmpty() ? "" : " at " + other.address(),
        other.version());
    if (!other.version().equals(self.version())) {
      log.warn(
          "Node {} has version {}, this one {}; run the same on all once an upgrade is done",
          other.name(),
          other.version(),
          self.version());
    }
    new TreeMap<>(self.settings())
        .forEach(
            (key, value) -> {
              String theirs = other.settings().get(key);
              if (theirs != null && !theirs.equals(value)) {
                log.warn(
                    "Setting {} is {} here and {} on node {}; set the same on all nodes",
                    key,
                    value,
                    theirs,
                    other.name());
              }
            });
  }
}
