package org.messagingagent.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.messagingagent.server.inbox.Ownership;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;

/**
 * What this node may work on, and until when: written by {@link Membership}, read by all. Those
 * withdrawn are not among them.
 */
public final class OwnedPartitions implements Ownership {

  private static final long NEVER_JOINED = -1;

  private volatile State state = new State(NEVER_JOINED, Map.of());
  private volatile long endNanos = System.nanoTime();

  /**
   * @param epoch under which all of them are owned
   */
  private record State(long epoch, Map<String, Partitions> owned) {}

  @Override
  public Partitions of(String plugin) {
    return state.owned().getOrDefault(plugin, Partitions.NONE);
  }

  @Override
  public boolean covers(StoredIncoming message) {
    State now = state;
    Partitions owned = now.owned().get(message.plugin());
    return owned != null && owned.contains(message.partition()) && now.epoch() == message.epoch();
  }

  /** Under which all is owned. */
  long epoch() {
    return state.epoch();
  }

  @Override
  public boolean holds() {
    return endNanos - System.nanoTime() > 0;
  }

  /** How long the right to work still holds; negative where it has run out. */
  public Duration left() {
    return Duration.ofNanos(endNanos - System.nanoTime());
  }

  /** Of each plugin that this node has a share of. */
  public Map<String, Partitions> all() {
    return state.owned();
  }

  /** Nothing is owned any more; what comes is owned under this epoch. */
  void begin(long epoch) {
    state = new State(epoch, Map.of());
  }

  /** Nothing is owned any more. */
  void loseAll() {
    begin(NEVER_JOINED);
  }

  void set(String plugin, Partitions owned) {
    Map<String, Partitions> all = new HashMap<>(state.owned());
    if (owned.isEmpty()) {
      all.remove(plugin);
    } else {
      all.put(plugin, owned);
    }
    state = new State(state.epoch(), Map.copyOf(all));
  }

  /**
   * The right to work holds until so long after a moment.
   *
   * @param nanos of {@link System#nanoTime}
   */
  void holdUntil(long nanos, Duration after) {
    endNanos = nanos + after.toNanos();
  }
}
