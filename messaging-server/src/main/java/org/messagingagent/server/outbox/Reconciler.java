package org.messagingagent.server.outbox;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginUser;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.OutboxStore.OutgoingRecord;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Asks plugins that can tell what became of messages whose outcome is unknown: those of an earlier
 * run of the server too. One thread a plugin; messages that get too old are left alone. Safe for
 * use by many threads.
 */
public final class Reconciler implements PluginUser, AutoCloseable {

  /** How long an inquiry that runs is waited for when its plugin is stopped. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final OutboxStore store;
  private final ReconcileConfig config;
  private final Clock clock;
  private final Turn turn;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, DaemonThreads.named("reconcile-timer"), new ThreadPoolExecutor.DiscardPolicy());
  private final Map<InstalledPlugin, ReconcileThread> threads = new HashMap<>();
  private boolean closed; // guarded by threads

  /** As the other constructor, for a server that has its database to itself. */
  public Reconciler(Outbox outbox, OutboxStore store, ReconcileConfig config, Clock clock) {
    this(outbox, store, config, clock, message -> true);
  }

  /**
   * @param outbox what sends; a plugin is not asked for a message while a call with it goes on
   * @param turn which messages are asked for here, where several nodes share the database
   */
  public Reconciler(
      Outbox outbox, OutboxStore store, ReconcileConfig config, Clock clock, Turn turn) {
    this.outbox = requireNonNull(outbox, "outbox is null");
    this.store = requireNonNull(store, "store is null");
    this.config = requireNonNull(config, "config is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.turn = requireNonNull(turn, "turn is null");
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Asks the plugin from now on, where it can be asked. A repeat does nothing. */
  @Override
  public void started(InstalledPlugin plugin) {
    if (!plugin.reconciles()) {
      return;
    }
    synchronized (threads) {
      if (!closed) {
        threads.computeIfAbsent(plugin, this::start);
      }
    }
  }

  /** Asks the plugin no more. An inquiry that runs has a moment to end, and is then interrupted. */
  @Override
  public void stopping(InstalledPlugin plugin) {
    ReconcileThread stopped;
    synchronized (threads) {
      stopped = threads.remove(plugin);
    }
    if (stopped != null) {
      stop(List.of(stopped));
    }
  }

  /** Asks nobody any more. */
  @Override
  public void close() {
    List<ReconcileThread> all;
    synchronized (threads) {
      closed = true;
      all = List.copyOf(threads.values());
      threads.clear();
    }
    stop(all);
    timer.shutdownNow();
  }

  private ReconcileThread start(InstalledPlugin plugin) {
    Inquiry inquiry = new Inquiry(plugin, timer);
    Inquiries inquiries = new Inquiries(plugin, outbox, inquiry, store, config, clock, turn);
    ReconcileThread made = new ReconcileThread(plugin.name(), inquiries, inquiry, config.first());
    made.start();
    return made;
  }

  /** Which node asks for which messages. Safe for use by many threads; cheap. */
  @FunctionalInterface
  public interface Turn {

    /** Whether it is this node that asks for this message at the moment. */
    boolean isOurs(OutgoingRecord message);
  }

  private static void stop(List<ReconcileThread> stopped) {
    stopped.forEach(ReconcileThread::stopAsking);
    try {
      await(stopped, GRACE);
      stopped.forEach(ReconcileThread::interrupt);
      await(stopped, LAST_MOMENT);
    } catch (InterruptedException e) {
      stopped.forEach(ReconcileThread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private static void await(List<ReconcileThread> stopped, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (ReconcileThread each : stopped) {
      each.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }
}
