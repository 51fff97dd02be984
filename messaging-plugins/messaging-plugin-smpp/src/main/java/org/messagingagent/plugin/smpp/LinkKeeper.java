package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jsmpp.bean.BindType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one bind: connects in a thread of its own, again after growing pauses when it is lost, and
 * asks now and then whether the SMSC is there. Safe for use by many threads.
 */
final class LinkKeeper implements LinkListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LinkKeeper.class);

  private static final long TICK_MILLIS = 250;
  private static final long UNBIND_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 1_500;

  /** A bind that lasted as long was a good one: the pauses begin anew. */
  private static final Duration GOOD = Duration.ofSeconds(5);

  private final LinkConfig config;
  private final BindType type;
  private final SmscSockets sockets;
  private final LinkListener inbound;
  private final Figures figures;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<SmscLink> link = Optional.empty();
  private String trouble = "it has not been bound yet";
  private boolean stopping;
  private String logged = "";

  LinkKeeper(
      LinkConfig config,
      BindType type,
      SmscSockets sockets,
      LinkListener inbound,
      Figures figures) {
    this.config = config;
    this.type = type;
    this.sockets = sockets;
    this.inbound = inbound;
    this.figures = figures;
    thread =
        new Thread(this::run, "%s-link-%s".formatted(config.plugin(), LinkConfig.spoken(type)));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  BindType type() {
    return type;
  }

  /** The link that is bound now. */
  Optional<SmscLink> link() {
    lock.lock();
    try {
      return link.filter(bound -> !bound.isLost());
    } finally {
      lock.unlock();
    }
  }

  /** Why there is no bind; what it was last where there is one. */
  String trouble() {
    lock.lock();
    try {
      return trouble;
    } finally {
      lock.unlock();
    }
  }

  /** The link, waited for until then; empty where there is none by then. */
  Optional<SmscLink> await(long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!stopping) {
        if (link.isPresent() && link.get().isUsable()) {
          return link;
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          break;
        }
        changed.awaitNanos(left);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void received(SmscLink from, InboundPdu pdu) {
    inbound.received(from, pdu);
  }

  @Override
  public void lost(SmscLink from, String reason) {
    inbound.lost(from, reason);
    lock.lock();
    try {
      trouble = reason;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Unbinds, and lets nobody have a link any more. */
  @Override
  public void close() {
    Optional<SmscLink> bound;
    lock.lock();
    try {
      stopping = true;
      bound = link;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    bound.ifPresent(each -> each.unbind(UNBIND_MILLIS));
    thread.interrupt();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = config.reconnectMin();
    while (!isStopping()) {
      long start = System.nanoTime();
      try {
        SmscLink bound = SmscLink.bind(config, type, this, sockets);
        if (hold(bound)) {
          watch(bound);
          noteLost();
        }
      } catch (BindException e) {
        noteTrouble(e.getMessage());
      } catch (RuntimeException e) {
        noteTrouble("binding failed: " + BindException.reason(e));
      }
      if (System.nanoTime() - start > GOOD.toNanos()) {
        pause = config.reconnectMin();
      }
      rest(jittered(pause));
      pause = shorter(pause.multipliedBy(2), config.reconnectMax());
    }
  }

  private boolean hold(SmscLink bound) {
    lock.lock();
    try {
      if (stopping) {
        bound.unbind(UNBIND_MILLIS);
        return false;
      }
      link = Optional.of(bound);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    logged = "";
    figures.binds().increment();
    log.info("Bound to {} as {} {}", config.address(), LinkConfig.spoken(type), config.systemId());
    return true;
  }

  private void watch(SmscLink bound) {
    while (!bound.isLost() && !isStopping()) {
      bound.keepAlive();
      tick(bound);
    }
    bound.close();
    lock.lock();
    try {
      link = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void tick(SmscLink bound) {
    lock.lock();
    try {
      if (!bound.isLost() && !stopping) {
        changed.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      log.debug("The thread of the {} was interrupted", LinkConfig.spoken(type));
    } finally {
      lock.unlock();
    }
  }

  private void rest(Duration pause) {
    long deadline = System.nanoTime() + pause.toNanos();
    lock.lock();
    try {
      for (long left; !stopping && (left = deadline - System.nanoTime()) > 0; ) {
        changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      log.debug("The thread of the {} was interrupted", LinkConfig.spoken(type));
    } finally {
      lock.unlock();
    }
  }

  private void noteLost() {
    if (!isStopping()) {
      log.warn("The bind to {} was lost: {}; binding again", config.address(), trouble());
    }
  }

  private void noteTrouble(String reason) {
    lock.lock();
    try {
      trouble = reason;
    } finally {
      lock.unlock();
    }
    if (!reason.equals(logged) && !isStopping()) {
      logged = reason;
      log.warn("There is no bind: {}; it is tried again until there is one", reason);
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Between half of it and one and a half: nodes that lost one SMSC do not all come at once. */
  private static Duration jittered(Duration pause) {
    return Duration.ofNanos(
        (long) (pause.toNanos() * (0.5 + ThreadLocalRandom.current().nextDouble())));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
