package org.messagingagent.server.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.Refusal;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a plugin what became of a message, through its gate and within its time limit. One thread
 * asks; any may stop it.
 */
final class Inquiry {

  private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final InstalledPlugin plugin;
  private final ScheduledExecutorService timer;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Optional<Running> running = Optional.empty(); // guarded by this

  Inquiry(InstalledPlugin plugin, ScheduledExecutorService timer) {
    this.plugin = plugin;
    this.timer = timer;
  }

  /** Whether it is stopped; waits for that, at most so long. */
  boolean isStopped(long millis) throws InterruptedException {
    return stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Asks no more. */
  void stop() {
    stopped.countDown();
  }

  /**
   * Waits until the plugin may be asked, where that is a matter of a moment. Where the answer is
   * true, call {@link #ask}.
   *
   * @return false where it may not be asked for longer, or this is stopped
   */
  boolean mayAsk() throws InterruptedException {
    while (!isStopped(0)) {
      Optional<Refusal> refusal = plugin.sending().enter();
      if (refusal.isEmpty()) {
        return true;
      }
      if (refusal.get().kind() != Refusal.Kind.RATE_LIMITED) {
        return false;
      }
      Duration wait = refusal.get().retryAfter().orElse(SHORTEST_WAIT);
      isStopped(Math.max(SHORTEST_WAIT.toMillis(), wait.toMillis()));
    }
    return false;
  }

  /** Asks, after {@link #mayAsk} has allowed it; returns when the plugin does. */
  SendOutcome ask(UnsettledMessage message) {
    Running mine = new Running(message.messagingId());
    synchronized (this) {
      running = Optional.of(mine);
    }
    ScheduledFuture<?> limit =
        timer.schedule(
            () -> expire(mine), plugin.limits().sendTimeout().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return plugin.reconcile(message);
    } finally {
      limit.cancel(false);
      end(mine);
    }
  }

  /** Interrupts what runs; it has failed then. */
  void expire() {
    Optional<Running> now;
    synchronized (this) {
      now = running;
    }
    now.ifPresent(this::expire);
  }

  private synchronized void expire(Running call) {
    if (running.filter(call::equals).isEmpty() || call.overdue) {
      return;
    }
    call.overdue = true;
    call.thread.interrupt();
    plugin.sending().left(true, System.nanoTime() - call.startNanos);
    timer.schedule(() -> look(call), MOMENT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void end(Running call) {
    running = Optional.empty();
    // An interrupt that came for this call must not hit the next one.
    Thread.interrupted();
    if (!call.overdue) {
      // Not knowing yet is no failure: a healthy gateway may not know either.
      plugin.sending().left(false, System.nanoTime() - call.startNanos);
    }
  }

  private synchronized void look(Running call) {
    if (running.filter(call::equals).isPresent()) {
      log.warn(
          "Plugin {}: asked what became of message {}, it has not answered for {}, though it was"
              + " interrupted; it is asked for no other until it does",
          plugin.name(),
          call.messagingId,
          Spoken.time(Duration.ofNanos(System.nanoTime() - call.startNanos)));
    }
  }

  /** A call of the plugin. */
  private static final class Running {

    private final int messagingId;
    private final Thread thread = Thread.currentThread();
    private final long startNanos = System.nanoTime();
    private boolean overdue;

    Running(int messagingId) {
      this.messagingId = messagingId;
    }
  }
}
