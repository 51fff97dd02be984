package org.messagingagent.server.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.Partitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what this node owns to its share, plugin by plugin. For one thread. */
final class Assignment {

  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private final ClusterStore store;
  private final OwnedPartitions owned;
  private final PartitionWorker worker;

  /** Still this node's, for messages of them are in hand, but nothing new of them is begun. */
  private final Map<String, Partitions> withdrawn = new HashMap<>();

  private final Map<String, Integer> told = new HashMap<>();

  Assignment(ClusterStore store, OwnedPartitions owned, PartitionWorker worker) {
    this.store = store;
    this.owned = owned;
    this.worker = worker;
  }

  /** All is lost at once, such as where others have buried this node. */
  void loseAll() {
    withdrawn.clear();
    told.clear();
    owned.loseAll();
    worker.ownershipChanged();
  }

  /**
   * Claims what is missing and withdraws what is too much.
   *
   * @param wanted the plugins whose messages are to be handled here
   * @param resumes whether the workers have been idle and should look again
   */
  void adjust(View view, long epoch, Set<String> wanted, boolean resumes) {
    boolean changed = resumes;
    Set<String> all = new HashSet<>(wanted);
    view.owners().forEach((plugin, owners) -> addWhereOwned(plugin, owners, epoch, all));
    try {
      for (String plugin : all) {
        changed |= adjust(view, epoch, plugin);
      }
    } finally {
      if (changed) {
        worker.ownershipChanged();
      }
    }
    release();
    all.forEach(this::tell);
  }

  private static void addWhereOwned(
      String plugin, Map<Long, Partitions> owners, long epoch, Set<String> all) {
    if (owners.containsKey(epoch)) {
      all.add(plugin);
    }
  }

  private boolean adjust(View view, long epoch, String plugin) {
    Partitions there =
        view.owners().getOrDefault(plugin, Map.of()).getOrDefault(epoch, Partitions.NONE);
    takeBackUnknown(plugin, there);
    // A database that was restored to an earlier state may know less.
    Partitions kept = owned.of(plugin).and(there);
    boolean lost = !kept.equals(owned.of(plugin));
    owned.set(plugin, kept);
    Shares.Move move = Shares.of(view, epoch, plugin, kept);
    if (!move.claim().isEmpty()) {
      Partitions got = store.claim(plugin, move.claim());
      owned.set(plugin, kept.plus(got));
      return lost || !got.isEmpty();
    }
    if (!move.withdraw().isEmpty()) {
      owned.set(plugin, kept.minus(move.withdraw()));
      withdraw(plugin, move.withdraw());
      return true;
    }
    return lost;
  }

  private void withdraw(String plugin, Partitions some) {
    store.withdraw(plugin, some);
    withdrawn.merge(plugin, some, Partitions::plus);
  }

  /** What the database took for this node's, in an answer that never came. */
  private void takeBackUnknown(String plugin, Partitions there) {
    Partitions known = owned.of(plugin).plus(withdrawn.getOrDefault(plugin, Partitions.NONE));
    if (!there.minus(known).isEmpty()) {
      withdraw(plugin, there.minus(known));
    }
  }

  /** Whether there is something to release as soon as it is out of the workers' hands. */
  boolean releasing() {
    return !withdrawn.isEmpty();
  }

  /** Releases what was withdrawn and is out of the workers' hands. */
  void release() {
    for (String plugin : Set.copyOf(withdrawn.keySet())) {
      Partitions free = withdrawn.get(plugin).minus(worker.held(plugin));
      if (!free.isEmpty()) {
        store.release(plugin, free);
        withdrawn.computeIfPresent(
            plugin, (name, all) -> all.minus(free).isEmpty() ? null : all.minus(free));
      }
    }
  }

  private void tell(String plugin) {
    int now = owned.of(plugin).size();
    Integer before = told.put(plugin, now);
    if (before == null ? now > 0 : before != now) {
      log.info("Plugin {}: {} of {} partitions are this node's now", plugin, now, Partitions.COUNT);
    }
  }
}
