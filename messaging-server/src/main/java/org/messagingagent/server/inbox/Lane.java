package org.messagingagent.server.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.CallGate;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.Ready;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.support.CurrentTrace;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.messagingagent.server.support.TraceParent;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one plugin's messages from the store to its handler and back. Holds a window of ready
 * messages in memory; what has no room there stays in the store and is read when there is.
 *
 * <p>New messages come straight from the commit while the lane keeps up. Once it has fallen behind
 * it takes messages from the store alone, longest due first, until it has caught up, so that fresh
 * messages do not overtake the waiting ones for ever.
 */
final class Lane implements OutcomeRecorder.Listener {

  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /** Handlers faster than this are served by as few threads as keep up: waking one costs more. */
  private static final long FAST_NANOS = 100_000;

  private static final long IDLE_THREAD_SECONDS = 30;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Between two looks at the store because of what other nodes accepted. */
  private static final long LOOK_GAP = TimeUnit.MILLISECONDS.toNanos(5);

  private final InstalledPlugin plugin;
  private final InboxStore store;
  private final Ownership ownership;
  private final Runnable wakeFeeder;
  private final CallGate gate;
  private final int concurrency;
  private final ThreadPoolExecutor threads;
  private final OutcomeRecorder outcomes;
  private final LogThrottle threadLog = new LogThrottle(Duration.ofSeconds(1));

  private final Object lock = new Object();
  private final Window window;
  private final Set<Long> aside;
  private final Set<Long> releasedInRefill = new HashSet<>();
  private final RunningCalls calls;
  private boolean refilling;
  private boolean behind = true;
  private boolean elsewhere;
  private long lastLook = System.nanoTime() - LOOK_GAP;
  private boolean closing;
  private int workers;
  private long taken;
  private long takenAtLastTick;
  private Instant nextDue = Instant.MAX;
  private volatile long averageNanos = 10 * FAST_NANOS;

  /**
   * @param aside messages that are not to be handled now; shared with the lanes that come after
   *     this one
   */
  Lane(
      InstalledPlugin plugin,
      InboxStore store,
      DispatchConfig config,
      RetryPolicy retries,
      Ownership ownership,
      Set<Long> aside,
      Clock clock,
      ScheduledExecutorService timer,
      Runnable wakeFeeder) {
    this.plugin = plugin;
    this.store = store;
    this.window = new Window(config.windowPerPlugin());
    this.ownership = ownership;
    this.aside = aside;
    this.gate = plugin.handling();
    this.concurrency = plugin.limits().handleConcurrency();
    this.calls = new RunningCalls(gate, plugin.limits().handleTimeout());
    this.wakeFeeder = wakeFeeder;
    this.outcomes = new OutcomeRecorder(plugin.name(), store, config, retries, clock, timer, this);
    this.threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("handle-" + plugin.name()));
    threads.allowCoreThreadTimeOut(true);
  }

  /** A message that has just become ready. Left to the store where there is no room for it. */
  void offer(StoredIncoming message) {
    synchronized (lock) {
      if (!mayHold(message)) {
        return;
      }
      if (behind || !window.add(message)) {
        behind = true;
        return;
      }
      bringInThread();
    }
  }

  /** Whether the store may have ready messages for which there is room. */
  boolean wantsRefill(Instant now) {
    synchronized (lock) {
      return mayLook() && (behind || !nextDue.isAfter(now) || elsewhere && untilLook() <= 0);
    }
  }

  /** How many nanoseconds until what other nodes accepted is looked for; a long time if never. */
  long nanosUntilLook() {
    synchronized (lock) {
      return elsewhere && mayLook() ? Math.max(0, untilLook()) : Long.MAX_VALUE;
    }
  }

  private long untilLook() {
    return lastLook + LOOK_GAP - System.nanoTime();
  }

  private boolean mayLook() {
    return !closing && window.hasRoom() && ownership.holds();
  }

  /** When a message becomes due for which there is room, as far as is known. */
  Instant nextDue() {
    synchronized (lock) {
      return mayLook() ? nextDue : Instant.MAX;
    }
  }

  /** Takes ready messages from the store, as many as there is room for. */
  void refill(Instant now) {
    int room;
    long bytes;
    synchronized (lock) {
      room = window.room();
      bytes = window.bytesLeft();
      if (closing || room <= 0 || !ownership.holds()) {
        return;
      }
      refilling = true;
      behind = false;
      elsewhere = false;
      lastLook = System.nanoTime();
      nextDue = Instant.MAX;
    }
    boolean mayHaveMore = true;
    try {
      Ready found =
          store.ready(
              plugin.name(),
              ownership.of(plugin.name()),
              now,
              this::isTakenAlready,
              bytes <= 0 ? 0 : room,
              bytes);
      mayHaveMore = bytes <= 0 || hold(found, room, bytes);
    } finally {
      synchronized (lock) {
        refilling = false;
        behind |= mayHaveMore;
        releasedInRefill.clear();
      }
    }
    if (wantsRefill(now)) {
      // Room came up meanwhile, when nobody knew yet that there is more.
      wakeFeeder.run();
    }
  }

  /** Holds what was found; whether the store may have more. */
  private boolean hold(Ready found, int room, long bytes) {
    synchronized (lock) {
      long bytesRead = 0;
      for (StoredIncoming message : found.messages()) {
        bytesRead += message.size();
        if (mayHold(message) && !releasedInRefill.contains(message.id())) {
          window.addRegardless(message);
          bringInThread();
        }
      }
      found
          .nextDue()
          .filter(instant -> instant.isBefore(nextDue))
          .ifPresent(instant -> nextDue = instant);
      return found.messages().size() >= room || bytesRead >= bytes;
    }
  }

  private boolean mayHold(StoredIncoming message) {
    return !closing
        && !window.holds(message.id())
        && !aside.contains(message.id())
        && ownership.covers(message)
        && !window.waitsForItsSession(message);
  }

  /**
   * Looks whether the queue moves, and brings in another thread where it does not: a fast handler
   * has few threads, and one call of it may hang; or the gate was closed. Interrupts calls that
   * take too long.
   */
  void tick() {
    List<RunningCalls.Call> late;
    synchronized (lock) {
      if (!closing && !window.isQueueEmpty() && (workers == 0 || taken == takenAtLastTick)) {
        startWorker();
      }
      takenAtLastTick = taken;
      late = calls.interruptOverdue();
    }
    late.forEach(call -> outcomes.overdue(call.message(), plugin.limits().handleTimeout()));
  }

  /** Has the store looked at again, such as after an operator's retry. */
  void lookAgain() {
    synchronized (lock) {
      behind = true;
    }
  }

  /** Has the store looked at soon: another node accepted messages for this one. */
  void lookElsewhere() {
    synchronized (lock) {
      elsewhere = true;
    }
  }

  /** Lets go of what is queued and not this node's any more, and looks at what is. */
  void ownershipChanged() {
    synchronized (lock) {
      window.drop(message -> !ownership.covers(message));
      behind = true;
    }
  }

  /** The partitions of which it holds messages. */
  Partitions held() {
    synchronized (lock) {
      return window.partitions();
    }
  }

  /** See {@link Dispatcher#putAside}. */
  boolean putAside(long id) {
    synchronized (lock) {
      window.drop(message -> message.id() == id);
      return !window.holds(id) && aside.add(id);
    }
  }

  /** See {@link Dispatcher#letGo}. */
  void letGo(long id) {
    synchronized (lock) {
      aside.remove(id);
      if (refilling) {
        releasedInRefill.add(id);
      }
    }
  }

  /** Takes no more messages; what is not being handled stays in the store. */
  void stopTaking() {
    synchronized (lock) {
      closing = true;
      outcomes.stop();
      window.drop(message -> true);
    }
  }

  /**
   * Waits until this time for the handlers and for their outcomes to be on disk, but not for
   * handlers that have had their time; interrupts those that still run then, gives them a last
   * moment, and leaves them behind.
   *
   * @return how many calls did not return
   */
  int awaitHandlers(long deadlineNanos) throws InterruptedException {
    threads.shutdown();
    if (!awaitCallsInTime(deadlineNanos)) {
      threads.shutdownNow();
      threads.awaitTermination(LAST_MOMENT.toNanos(), TimeUnit.NANOSECONDS);
    }
    long lastNanos = Math.max(deadlineNanos, System.nanoTime() + LAST_MOMENT.toNanos());
    synchronized (lock) {
      int abandoned = calls.abandon();
      while (window.size() > abandoned && lastNanos - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, lastNanos - System.nanoTime());
      }
      return abandoned;
    }
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

  /** Its share of the memory, beside those of the others. */
  int share() {
    return plugin.limits().queueShare();
  }

  /** Changes how many bytes of messages it may hold. */
  void resize(long bytes) {
    window.resize(bytes);
  }

  /** What it is at now. */
  LaneActivity activity() {
    synchronized (lock) {
      return new LaneActivity(window.size(), calls.count());
    }
  }

  String pluginName() {
    return plugin.name();
  }

  private void bringInThread() {
    if (workers == 0 || averageNanos > FAST_NANOS) {
      startWorker();
    }
  }

  private boolean isTakenAlready(long id) {
    synchronized (lock) {
      return window.holds(id) || aside.contains(id) || releasedInRefill.contains(id);
    }
  }

  private void startWorker() {
    if (workers >= concurrency || gate.closed().isPresent() || !ownership.holds()) {
      return;
    }
    workers++;
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread to be had: the next message or tick tries again.
      workers--;
      threadLog.log(
          suppressed ->
              log.warn(
                  "A thread for plugin {} could not be started: {}{}",
                  plugin.name(),
                  e.getMessage(),
                  suppressed));
    }
  }

  private void work() {
    for (RunningCalls.Call call = next(); call != null; call = next()) {
      handle(call);
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
    HandleOutcome outcome = HandleOutcome.retry("The server failed to hand it over");
    boolean failed = true;
    try {
      try {
        InstalledPlugin.Handled handled = inItsTrace(message);
        outcome = handled.outcome();
        failed = handled.failed();
      } finally {
        ended(call, failed);
      }
      if (call.wasAbandoned()) {
        recorded(message); // nobody waits for it, and the next start handles it again
      } else {
        outcomes.record(message, call.wasOverdue() ? late(outcome) : outcome);
      }
    } catch (RuntimeException | Error e) { // as where memory is short: the lane has to go on
      outcomes.recordAgain(message, outcome, e);
    }
  }

  private InstalledPlugin.Handled inItsTrace(StoredIncoming message) {
    try (CurrentTrace.Scope scope =
        CurrentTrace.enter(message.traceParent().flatMap(TraceParent::parse))) {
      return plugin.handle(toSpi(message));
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
                .formatted(
                    OutcomeRecorder.inWords(plugin.limits().handleTimeout()), outcome.reason()),
            outcome.retryAfter());
  }

  /** An interrupt that a handler left behind must not hit the next message, but a stop must. */
  private void clearInterrupt() {
    if (Thread.interrupted() && threads.isShutdown()) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void postponed(Instant due) {
    synchronized (lock) {
      if (!due.isBefore(nextDue)) {
        return;
      }
      nextDue = due;
    }
    wakeFeeder.run();
  }

  @Override
  public void recorded(StoredIncoming message) {
    boolean wake;
    synchronized (lock) {
      boolean hadRoom = window.hasRoom();
      boolean sessionWaits = window.release(message);
      behind |= sessionWaits;
      if (refilling) {
        releasedInRefill.add(message.id());
      }
      wake =
          window.hasRoom()
              && (sessionWaits || !hadRoom && (behind || elsewhere || nextDue != Instant.MAX));
      if (closing) {
        lock.notifyAll();
      }
    }
    if (wake) {
      wakeFeeder.run();
    }
  }

  private static IncomingMessage toSpi(StoredIncoming message) {
    return new IncomingMessage(
        message.id(),
        message.plugin(),
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey().isEmpty() ? Optional.empty() : Optional.of(message.sessionKey()),
        message.parentMessagingId(),
        message.receivedAt(),
        message.failures() + 1);
  }
}
