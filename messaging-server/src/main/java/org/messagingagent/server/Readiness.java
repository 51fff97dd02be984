package org.messagingagent.server;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.messagingagent.server.store.Store;

/** Whether requests should be sent here, for a balancer. Safe for use by many threads. */
final class Readiness {

  private final Store store;
  private final BooleanSupplier leaseHolds;
  private volatile boolean stopping;

  /**
   * @param leaseHolds whether this node has its place among those that share the database
   */
  Readiness(Store store, BooleanSupplier leaseHolds) {
    this.store = store;
    this.leaseHolds = leaseHolds;
  }

  /** From now on it is not ready; requests that come all the same are still answered. */
  void stopping() {
    stopping = true;
  }

  /** Why not, in words that anybody may read; empty where it is ready. */
  Optional<String> problem() {
    if (stopping) {
      return Optional.of("the server is being stopped");
    }
    if (!leaseHolds.getAsBoolean()) {
      return Optional.of("the server has no contact with its database, see the server's log");
    }
    // The reason names files, and is in the log; anybody may ask this.
    return store.problem().map(reason -> "the store has a problem, see the server's log");
  }
}
