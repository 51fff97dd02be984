package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.messagingagent.spi.KeyValueStore;

/**
 * The right to run one job, which one node has at a time, in a store that all nodes share. It ends
 * by itself where its holder dies. {@link #held} may be asked by any thread; the other methods are
 * for one thread at a time, and throw what the store throws.
 */
final class JobLease {

  /** How long a holder has it after it was last renewed. */
  static final Duration LENGTH = Duration.ofSeconds(30);

  /** How often it is to be renewed, and to be tried for by those who do not have it. */
  static final Duration RENEWAL = Duration.ofSeconds(10);

  /** For how long before its end the holder begins nothing. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** What a renewal came to. */
  enum Renewal {
    /** Another has it. */
    NOT_HELD,
    /** It is held now; another may have had it in between. */
    GAINED,
    /** It is held still. */
    KEPT
  }

  private final KeyValueStore store;
  private final String leaseKey;
  private final String endKey;
  private final String holder;
  private final Clock clock;
  private volatile Instant safeUntil = Instant.MIN;
  private volatile boolean perhapsHeld;

  /**
   * @param job 1 to 100 characters
   * @param holder differs from that of everybody else, and from its own in an earlier life
   */
  JobLease(KeyValueStore store, String job, String holder, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.leaseKey = "lease/" + job;
    this.endKey = "ended/" + job;
    this.holder = requireNonNull(holder, "holder is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Renews it, or gets it where nobody has it. */
  Renewal renew() {
    // Counted from before the store was asked: it may take its time.
    Instant safe = clock.instant().plus(LENGTH).minus(MARGIN);
    Optional<String> there = store.get(leaseKey);
    Renewal renewal = Renewal.NOT_HELD;
    // Also where the store throws: what it was asked to write may be there.
    perhapsHeld = there.isEmpty() || there.get().equals(holder);
    if (there.isEmpty() && store.putIfAbsent(leaseKey, holder, LENGTH)) {
      renewal = Renewal.GAINED;
    } else if (perhapsHeld
        && there.isPresent()
        && store.replace(leaseKey, holder, holder, LENGTH)) {
      renewal = Renewal.KEPT;
    }
    perhapsHeld = renewal != Renewal.NOT_HELD;
    safeUntil = perhapsHeld ? safe : Instant.MIN;
    return renewal;
  }

  /** Whether the job may be begun now. */
  boolean held() {
    return clock.instant().isBefore(safeUntil);
  }

  /** Gives it up, so that another gets it at once. */
  void release() {
    safeUntil = Instant.MIN;
    if (perhapsHeld) {
      store.remove(leaseKey, holder);
      perhapsHeld = false;
    }
  }

  /** When the job last ended on any node, where that is known and not in the future. */
  Optional<Instant> lastEnd() {
    Instant now = clock.instant();
    return store.get(endKey).flatMap(JobLease::instant).map(end -> end.isAfter(now) ? now : end);
  }

  /**
   * Notes that the job ended now.
   *
   * @param keep for how long that matters
   */
  void ended(Duration keep) {
    store.put(endKey, Long.toString(clock.millis()), keep);
  }

  private static Optional<Instant> instant(String millis) {
    try {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
