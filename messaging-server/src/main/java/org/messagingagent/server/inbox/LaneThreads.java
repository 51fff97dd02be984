package org.messagingagent.server.inbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.CallGate;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.server.support.TraceParent;
import org.messagingagent.spi.HandleOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that hand the messages in one plugin's window to its handler: as few as keep up, at
 * most as many as the plugin may have, none where its gate is closed. Safe for use by many threads;
 * what is counted here is guarded by the lane's lock.
 */
final class LaneThreads {

  private static final Logger log = LoggerFactory.getLogger(LaneThreads.class);

  /** Handlers faster than this are served by as few threads as keep up: waking one costs more. */
  private static final long FAST_NANOS = 100_000;

  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final InstalledPlugin plugin;
  private final Window window;
  private final Ownership ownership;
  private final OutcomeRecorder outcomes;
  private final HandOver handOver;
  private final Object lock;
  private final CallGate gate;
  private final int concurrency;
  private final Duration limit;
  private final RunningCalls calls;
  private final ExecutorService threads;
  private final long turnNanos;
  private final LogThrottle threadLog = new LogThrottle(Duration.ofSeconds(1));
  private int workers;
  private long taken;
  private long takenAtLastTick;
  private volatile long averageNanos = 10 * FAST_NANOS;

  LaneThreads(
      InstalledPlugin plugin,
      Window window,
      Ownership ownership,
      OutcomeRecorder outcomes,
      HandOver handOver,
      HandlerThreads handlers,
      Object lock) {
    this.plugin = plugin;
    this.window = window;
    this.ownership = ownership;
    this.outcomes = outcomes;
    this.handOver = handOver;
    this.lock = lock;
    this.gate = plugin.handling();
    this.concurrency = plugin.limits().handleConcurrency();
    this.limit = plugin.limits().handleTimeout();
    this.calls = new RunningCalls(gate, limit);
    this.threads = handlers.of(plugin.name(), concurrency, this::notStarted);
    this.turnNanos = handlers.turn().toNanos();
  }

  /** A message has been queued. To be called with the lock. */
  void bringIn() {
    if (workers == 0 || averageNanos > FAST_NANOS) {
      startWorker();
    }
  }

  /**
   * Looks whether the queue moves, and brings in another thread where it does not: a fast handler
   * has few threads, and one call of it may hang; or the gate was closed. Interrupts calls that
   * take too long.
   */
  void tick() {
    List<RunningCalls.Call> late;
    synchronized (lock) {
      if (!window.isQueueEmpty() && (workers == 0 || taken == takenAtLastTick)) {
        startWorker();
      }
      takenAtLastTick = taken;
      late = calls.interruptOverdue();
    }
    late.forEach(call -> outcomes.overdue(call.message(), limit));
  }

  /** How many calls run. To be called with the lock. */
  int running() {
    return calls.count();
  }

  /**
   * Begins no more calls. Waits until this time for those that run, but not for those that have had
   * their time; then interrupts them, and gives them a last moment.
   */
  void end(long deadlineNanos) throws InterruptedException {
    threads.shutdown();
    if (!awaitCallsInTime(deadlineNanos)) {
      threads.shutdownNow();
      threads.awaitTermination(LAST_MOMENT.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Leaves the calls that still run to themselves; how many it are. To be called with the lock. */
  int abandon() {
    return calls.abandon();
  }

  /** False where calls still run then, or only those run that have had their time. */
  private boolean awaitCallsInTime(long deadlineNanos) throws InterruptedException {
    boolean anyInTime;
    do {
      if (threads.awaitTermination(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
      synchronized (lock) {
        anyInTime = calls.anyInTime();
      }
    } while (anyInTime && deadlineNanos - System.nanoTime() > 0);
    return false;
  }

  private void startWorker() {
    if (workers >= concurrency || gate.closed().isPresent() || !ownership.holds()) {
      return;
    }
    workers++;
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      notStarted(e);
    }
  }

  /** No thread to be had: the next message or tick tries again. */
  private void notStarted(Throwable reason) {
    synchronized (lock) {
      workers--;
    }
    threadLog.log(
        suppressed ->
            log.warn(
                "A thread for plugin {} could not be started: {}{}",
                plugin.name(),
                reason.getMessage(),
                suppressed));
  }

  private void work() {
    long start = System.nanoTime();
    for (RunningCalls.Call call = next(); call != null; call = next()) {
      handle(call);
      if (System.nanoTime() - start > turnNanos) {
        giveWay();
        return;
      }
    }
  }

  /** Lets others have this thread, and asks for another where there is more to do. */
  private void giveWay() {
    synchronized (lock) {
      workers--;
      if (!window.isQueueEmpty()) {
        startWorker();
      }
    }
  }

  /** Takes the next message; null where there is none, or the plugin is not called now. */
  private RunningCalls.Call next() {
    synchronized (lock) {
      // Asked here too: what was covered when it was queued may have been lost since.
      window.dropFirst(message -> !ownership.covers(message));
      if (window.isQueueEmpty() || !ownership.holds() || gate.enter().isPresent()) {
        workers--;
        return null;
      }
      taken++;
      return calls.begin(window.poll());
    }
  }

  private void handle(RunningCalls.Call call) {
    StoredIncoming message = call.message();
    HandOver.Ended ended =
        new HandOver.Ended(
            HandleOutcome.retry("The server failed to hand it over"), true, HandOver.Next.RECORD);
    try {
      try {
        ended =
            CurrentTrace.call(
                message.traceParent().flatMap(TraceParent::parse),
                () -> handOver.handOver(message));
      } finally {
        ended(call, ended.failed());
      }
      if (call.wasAbandoned()) {
        outcomes.leave(message);
        return;
      }
      switch (ended.next()) {
        case RECORD ->
            outcomes.record(message, call.wasOverdue() ? late(ended.outcome()) : ended.outcome());
        case LEAVE -> outcomes.leave(message);
        case LATER -> outcomes.later(message);
      }
    } catch (RuntimeException | Error e) { // as where memory is short: the lane has to go on
      outcomes.recordAgain(message, ended.outcome(), e);
    }
  }

  private void ended(RunningCalls.Call call, boolean failed) {
    long nanos = call.nanos();
    averageNanos += (nanos - averageNanos) / 16;
    synchronized (lock) {
      calls.end(call);
    }
    clearInterrupt();
    if (!call.wasOverdue()) {
      gate.left(failed, nanos);
    }
  }

  private HandleOutcome late(HandleOutcome outcome) {
    return outcome.kind() != HandleOutcome.Kind.RETRY
        ? outcome
        : new HandleOutcome(
            outcome.kind(),
            "It took longer than %s and was interrupted; %s"
                .formatted(OutcomeRecorder.inWords(limit), outcome.reason()),
            outcome.retryAfter());
  }

  /** An interrupt that a handler left behind must not hit the next message, but a stop must. */
  private void clearInterrupt() {
    if (Thread.interrupted() && threads.isShutdown()) {
      Thread.currentThread().interrupt();
    }
  }
}
