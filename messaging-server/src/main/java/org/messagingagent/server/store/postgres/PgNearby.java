package org.messagingagent.server.store.postgres;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.Partitions;

/**
 * Chooses the partitions of messages without a session, which may be in any. As long as this node
 * ends what it took, they are in its own: the message is handed on from the commit, and no other
 * node has to be told and to read it. Where it falls behind, they are spread over all nodes. For
 * the writer thread alone.
 */
final class PgNearby {

  /** So many of a plugin may be here at a time. */
  static final int MOST = 64;

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final PgEpoch epoch;
  private final Map<String, LinkedHashMap<Long, Long>> taken = new HashMap<>();
  private long under;

  PgNearby(PgEpoch epoch) {
    this.epoch = epoch;
  }

  /**
   * The partition of a new message.
   *
   * @param now {@link System#nanoTime}
   */
  int partition(String plugin, long id, long now) {
    if (under != epoch.current()) {
      under = epoch.current();
      taken.clear();
    }
    Partitions owned = epoch.owned(plugin);
    if (owned.isEmpty() || owned.equals(Partitions.ALL)) {
      return Partitions.of("", id);
    }
    LinkedHashMap<Long, Long> here = taken.computeIfAbsent(plugin, name -> new LinkedHashMap<>());
    forgetLost(here, now);
    if (here.size() >= MOST) {
      return Partitions.of("", id);
    }
    here.put(id, now);
    return owned.numbers()[(int) (id % owned.size())];
  }

  /** A message was handled, or given up. */
  void ended(String plugin, long id) {
    LinkedHashMap<Long, Long> here = taken.get(plugin);
    if (here != null) {
      here.remove(id);
    }
  }

  /** Nothing is known to be here, as after a transaction that was rolled back. */
  void forget() {
    taken.clear();
  }

  /** Others may have ended them: with their partition, or by an operator. */
  private static void forgetLost(LinkedHashMap<Long, Long> here, long now) {
    while (!here.isEmpty() && now - here.values().iterator().next() > FORGOTTEN_NANOS) {
      here.remove(here.keySet().iterator().next());
    }
  }
}
