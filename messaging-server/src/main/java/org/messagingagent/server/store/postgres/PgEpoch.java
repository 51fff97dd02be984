package org.messagingagent.server.store.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.messagingagent.server.store.Partitions;

/**
 * Under which epoch this node writes, and which partitions it owns under it. Read by the writer for
 * each message, changed by the cluster. Safe for use by many threads.
 *
 * <p>A partition is in the set from when the database says so until it is withdrawn; what the
 * writer has begun with before that ends with the batch under way, see {@link PgStore#barrier}.
 */
final class PgEpoch {

  private record State(long epoch, Map<String, Partitions> owned) {}

  private volatile State state = new State(0, Map.of());
  private volatile Runnable listener = () -> {};

  /** The number of the epoch; 0 before the first. */
  long current() {
    return state.epoch;
  }

  /** What this node owns of a plugin. */
  Partitions owned(String plugin) {
    return state.owned.getOrDefault(plugin, Partitions.NONE);
  }

  /**
   * All that this node owns at this moment, by plugin; nothing where this is not its epoch any
   * more.
   */
  Map<String, Partitions> ownedUnder(long epoch) {
    State now = state;
    return now.epoch == epoch ? now.owned : Map.of();
  }

  /** The plugins of which this node owns partitions. */
  Set<String> plugins() {
    return state.owned.keySet();
  }

  /**
   * Adds partitions, where the epoch under which the database gave them is still this node's.
   *
   * @return false where it is not
   */
  synchronized boolean own(long epoch, String plugin, Partitions partitions) {
    if (epoch != state.epoch) {
      return false;
    }
    set(plugin, owned(plugin).plus(partitions));
    return true;
  }

  synchronized void disown(String plugin, Partitions partitions) {
    set(plugin, owned(plugin).minus(partitions));
  }

  /** Who is told when an epoch was closed by others, on the thread that finds out; once. */
  void onLost(Runnable newListener) {
    listener = newListener;
  }

  /** Others closed this epoch: nothing is owned any more. Further calls do nothing. */
  void lost(long epoch) {
    synchronized (this) {
      if (epoch != state.epoch || epoch == 0) {
        return;
      }
      state = new State(0, Map.of());
    }
    listener.run();
  }

  /** The writer goes on under a new epoch, under which nothing is owned yet. */
  synchronized void taken(long epoch) {
    state = new State(epoch, Map.of());
  }

  private void set(String plugin, Partitions partitions) {
    Map<String, Partitions> owned = new HashMap<>(state.owned);
    if (partitions.isEmpty()) {
      owned.remove(plugin);
    } else {
      owned.put(plugin, partitions);
    }
    state = new State(state.epoch, Map.copyOf(owned));
  }
}
