package org.messagingagent.server.store.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers that change with transactions: what a transaction adds is seen by others only once it is
 * committed. Changed by the writer thread, read by any.
 */
public final class Tally<K> {

  private final Map<K, Long> committed = new HashMap<>();
  private final Map<K, Long> changes = new HashMap<>();

  /** Before the first transaction: the number as it was stored. */
  public synchronized void seed(K key, long number) {
    if (number != 0) {
      committed.put(key, number);
    }
  }

  public void add(K key, long difference) {
    changes.merge(key, difference, Long::sum);
  }

  /** The number as the open transaction sees it. */
  public long inTransaction(K key) {
    long change = changes.getOrDefault(key, 0L);
    synchronized (this) {
      return committed.getOrDefault(key, 0L) + change;
    }
  }

  /** What the open transaction adds. */
  public Map<K, Long> changes() {
    return changes;
  }

  public void commit() {
    if (changes.isEmpty()) {
      return;
    }
    synchronized (this) {
      changes.forEach((key, difference) -> committed.merge(key, difference, Long::sum));
      committed.values().removeIf(number -> number == 0);
    }
    changes.clear();
  }

  public void rollback() {
    changes.clear();
  }

  /** Where the numbers were read anew from what is committed, those kept here start from none. */
  public synchronized void forgetCommitted() {
    committed.clear();
  }

  public synchronized Map<K, Long> snapshot() {
    return new HashMap<>(committed);
  }
}
