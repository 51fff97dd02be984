package org.messagingagent.server.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.store.NodeNameTakenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name that is taken may be that of a process that has just died. It is waited for until its
 * lease has run out; one that gives a sign of life meanwhile is alive.
 */
final class Patience {

  /** Gives up at once. */
  static final Patience NONE = new Patience(Duration.ZERO);

  private static final Logger log = LoggerFactory.getLogger(Patience.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final long endNanos;
  private Optional<Instant> lastSign = Optional.empty();

  Patience(NodeConfig config) {
    this(config.lease().plus(config.beat()));
  }

  private Patience(Duration most) {
    this.endNanos = System.nanoTime() + most.toNanos();
  }

  /**
   * Waits a moment.
   *
   * @throws NodeNameTakenException the given one, where the other is alive
   */
  void waitOrGiveUp(NodeNameTakenException taken) {
    boolean alive = lastSign.isPresent() && taken.lastSign().isAfter(lastSign.get());
    if (alive || endNanos - System.nanoTime() <= 0) {
      throw taken;
    }
    if (lastSign.isEmpty()) {
      log.info("{}; waiting whether it is alive still", taken.getMessage());
    }
    lastSign = Optional.of(taken.lastSign());
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw taken;
    }
  }
}
