package org.messagingagent.plugin.smpp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message that is being sent or was sent, and the ids of its parts. Safe for use by many threads.
 */
final class Sent {

  private static final int MOST_EXTERNAL_IDS = 100;

  private final int total;

  /** By the id in our way of writing, what the SMSC wrote; in the order of the answers. */
  private final Map<String, String> ids = new LinkedHashMap<>();

  private volatile boolean settled;
  private volatile boolean delivered;

  /**
   * @param total how many parts it has
   */
  Sent(int total) {
    this.total = total;
  }

  boolean isOne() {
    return total == 1;
  }

  int total() {
    return total;
  }

  /** A part was taken. */
  synchronized void taken(String id, String asWritten) {
    ids.put(id, asWritten);
  }

  /** The parts that were taken. */
  synchronized PartSet parts() {
    return new PartSet(total, List.copyOf(ids.keySet()));
  }

  /** Whether its parts are all known, and kept for every node. */
  boolean isSettled() {
    return settled;
  }

  void settled() {
    settled = true;
  }

  /** Whether all of it was delivered. */
  boolean isDelivered() {
    return delivered;
  }

  void delivered() {
    delivered = true;
  }

  /** By which reports find it: ids in both ways of writing, where they differ. */
  synchronized List<String> externalIds() {
    List<String> external = new ArrayList<>(ids.keySet());
    for (Map.Entry<String, String> each : ids.entrySet()) {
      if (!each.getKey().equals(each.getValue()) && external.size() < MOST_EXTERNAL_IDS) {
        external.add(isOne() ? 0 : external.size(), each.getValue());
      }
    }
    return external;
  }
}
