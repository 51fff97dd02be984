package org.messagingagent.server.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a node knows of the cluster. Answers at once, from memory. Safe for use by many threads. */
public interface ClusterWatch {

  /** How many nodes there are, this one among them. */
  int nodes();

  /** How many partitions this node owns, by plugin. */
  Map<String, Integer> ownedPartitions();

  /** How long this node's lease is still good; empty where it needs none. */
  Optional<Duration> leaseLeft();
}
