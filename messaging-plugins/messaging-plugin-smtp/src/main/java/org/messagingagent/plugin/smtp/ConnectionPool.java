package org.messagingagent.plugin.smtp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.messagingagent.spi.PluginMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the server that takes mails: a bounded number, kept for the next mail. Safe
 * for use by many threads.
 */
final class ConnectionPool implements AutoCloseable {

  private static final Duration ALIVE_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

  /**
   * How many, and for how long.
   *
   * @param mails how many a connection carries
   * @param idle when one that is not used is closed
   * @param fresh how long one that was used is not asked whether it lives: the next mail finds out
   */
  record Limits(int connections, int mails, Duration idle, Duration fresh) {}

  /** Makes a connection. */
  interface Opener {
    SmtpConnection open(Deadline deadline) throws ConnectFailedException;
  }

  private final Limits limits;
  private final Opener opener;
  private final Watch watch;
  private final Standing standing;
  private final Semaphore permits;
  private final BackOff backOff = new BackOff();
  private final Object lock = new Object();
  private final Deque<Pooled> idle = new ArrayDeque<>();
  private final Set<SmtpConnection> open = new HashSet<>();
  private final PluginMetrics.Counter opened;
  private final PluginMetrics.Counter stale;
  private final PluginMetrics.Timer waits;
  private boolean closed;

  ConnectionPool(
      Limits limits, Opener opener, Watch watch, Standing standing, PluginMetrics metrics) {
    this.limits = limits;
    this.opener = opener;
    this.watch = watch;
    this.standing = standing;
    this.permits = new Semaphore(limits.connections(), true);
    this.opened = metrics.counter("connections.opened", "connections that were made");
    this.stale = metrics.counter("connections.stale", "connections found dead before use");
    this.waits = metrics.timer("connections.wait", "waiting for a free connection");
    metrics.gauge("connections.open", "connections that are open", this::openConnections);
    metrics.gauge("connections.idle", "connections that wait for a mail", this::idleConnections);
  }

  /** A connection that is kept, and what is known of it. */
  private record Pooled(SmtpConnection connection, int mails, long usedAt) {

    Duration idleFor() {
      return Duration.ofNanos(System.nanoTime() - usedAt);
    }
  }

  /** A connection that is in use, until it is given back or thrown away. */
  final class Lease implements AutoCloseable {

    private final Pooled pooled;
    private final boolean reused;
    private boolean reusable;

    private Lease(Pooled pooled, boolean reused) {
      this.pooled = pooled;
      this.reused = reused;
    }

    SmtpConnection connection() {
      return pooled.connection();
    }

    /** Whether it was used before, so that the server may have ended it meanwhile. */
    boolean isReused() {
      return reused;
    }

    /** It is in order: the next mail may go by it. */
    void keep() {
      reusable = true;
    }

    @Override
    public void close() {
      giveBack(new Pooled(pooled.connection(), pooled.mails() + 1, System.nanoTime()), reusable);
    }
  }

  /**
   * Takes a connection, and makes one where none is idle.
   *
   * @param fresh only one that was not used before; idle ones are thrown away, since the server
   *     seems to have ended them
   * @throws ConnectFailedException where there is none before the deadline
   */
  Lease borrow(Deadline deadline, boolean fresh)
      throws ConnectFailedException, InterruptedException {
    long start = System.nanoTime();
    if (!permits.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new ConnectFailedException(
          "All %d connections were in use".formatted(limits.connections()), Duration.ZERO);
    }
    waits.record(Duration.ofNanos(System.nanoTime() - start));
    try {
      return fresh ? freshLease(deadline) : lease(deadline);
    } catch (ConnectFailedException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private Lease lease(Deadline deadline) throws ConnectFailedException {
    Optional<Pooled> next = nextIdle();
    while (next.isPresent()) {
      if (next.get().idleFor().compareTo(limits.fresh()) < 0 || isAlive(next.get(), deadline)) {
        return new Lease(next.get(), true);
      }
      stale.increment();
      end(next.get().connection(), false);
      next = nextIdle();
    }
    return newLease(deadline);
  }

  private Lease freshLease(Deadline deadline) throws ConnectFailedException {
    Optional<Pooled> old = nextIdle();
    while (old.isPresent()) {
      stale.increment();
      end(old.get().connection(), false);
      old = nextIdle();
    }
    return newLease(deadline);
  }

  private boolean isAlive(Pooled pooled, Deadline deadline) {
    try (Watch.Watched watched =
        pooled.connection().cutAt(deadline.orSooner(Deadline.in(ALIVE_TIMEOUT)), watch)) {
      return watched != null && pooled.connection().isAlive();
    }
  }

  private Lease newLease(Deadline deadline) throws ConnectFailedException {
    checkOpen();
    backOff.check();
    SmtpConnection connection;
    try {
      connection = opener.open(deadline);
    } catch (ConnectFailedException e) {
      // An interrupt is ours, and says nothing of the server.
      if (!Thread.currentThread().isInterrupted()) {
        backOff.failed(e);
        noteFailure(e);
      }
      throw e;
    }
    synchronized (lock) {
      if (!closed) {
        open.add(connection);
        backOff.worked();
        standing.connected();
        opened.increment();
        return new Lease(new Pooled(connection, 0, System.nanoTime()), false);
      }
    }
    connection.abort();
    throw stopped();
  }

  /** Where others are open, the server takes mails, and no more connections. */
  private void noteFailure(ConnectFailedException e) {
    if (openConnections() == 0) {
      standing.notConnected(e.getMessage());
    } else {
      log.debug("There is no further connection: {}", e.getMessage());
    }
  }

  private void checkOpen() throws ConnectFailedException {
    synchronized (lock) {
      if (closed) {
        throw stopped();
      }
    }
  }

  private static ConnectFailedException stopped() {
    return new ConnectFailedException("The plugin has been stopped", Duration.ZERO);
  }

  private Optional<Pooled> nextIdle() {
    synchronized (lock) {
      return Optional.ofNullable(idle.pollLast());
    }
  }

  private void giveBack(Pooled pooled, boolean reusable) {
    if (reusable) {
      standing.connected();
    }
    boolean kept = false;
    synchronized (lock) {
      if (reusable && !closed && pooled.mails() < limits.mails()) {
        idle.addLast(pooled);
        kept = true;
      }
    }
    if (!kept) {
      end(pooled.connection(), reusable);
    }
    permits.release();
  }

  private void end(SmtpConnection connection, boolean inOrder) {
    synchronized (lock) {
      open.remove(connection);
    }
    if (inOrder) {
      connection.quit();
    } else {
      connection.abort();
    }
  }

  /** Closes the connections that have been idle for too long. */
  void closeIdle() {
    List<Pooled> old = new ArrayList<>();
    synchronized (lock) {
      while (!idle.isEmpty() && idle.peekFirst().idleFor().compareTo(limits.idle()) >= 0) {
        old.add(idle.pollFirst());
      }
    }
    old.forEach(pooled -> end(pooled.connection(), true));
  }

  int openConnections() {
    synchronized (lock) {
      return open.size();
    }
  }

  int idleConnections() {
    synchronized (lock) {
      return idle.size();
    }
  }

  /** Says goodbye on idle connections and cuts those in use; there are no new ones. */
  @Override
  public void close() {
    List<Pooled> unused;
    List<SmtpConnection> used;
    synchronized (lock) {
      closed = true;
      unused = new ArrayList<>(idle);
      idle.clear();
      unused.forEach(pooled -> open.remove(pooled.connection()));
      used = new ArrayList<>(open);
      open.clear();
    }
    unused.forEach(pooled -> pooled.connection().quit());
    used.forEach(SmtpConnection::abort);
  }
}
