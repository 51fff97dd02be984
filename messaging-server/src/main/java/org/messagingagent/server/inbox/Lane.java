package org.messagingagent.server.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore;

/**
 * The way of one plugin's messages from the store to its handler and back: an intake fills a window
 * of ready messages, threads hand these to the handler, and a recorder writes down what came of it.
 * Safe for use by many threads: one lock guards them all.
 */
final class Lane implements OutcomeRecorder.Listener {

  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  private final InstalledPlugin plugin;
  private final Ownership ownership;
  private final Runnable wakeFeeder;
  private final Object lock = new Object();
  private final Window window;
  private final Intake intake;
  private final OutcomeRecorder outcomes;
  private final HandOver handOver;
  private final LaneThreads threads;
  private boolean closing;

  /**
   * @param aside messages that are not to be handled now; shared with the lanes that come after
   *     this one
   */
  Lane(
      InstalledPlugin plugin,
      InboxStore store,
      Optional<TransactionStore> transactions,
      DispatchConfig config,
      RetryPolicy retries,
      Ownership ownership,
      Set<Long> aside,
      Clock clock,
      ScheduledExecutorService timer,
      HandlerThreads handlers,
      Runnable wakeFeeder) {
    this.plugin = plugin;
    this.ownership = ownership;
    this.wakeFeeder = wakeFeeder;
    this.window = new Window(config.windowPerPlugin());
    this.intake = new Intake(plugin.name(), store, window, ownership, aside, lock);
    this.outcomes = new OutcomeRecorder(plugin.name(), store, config, retries, clock, timer, this);
    this.handOver = HandOver.of(plugin, transactions, clock);
    this.threads = new LaneThreads(plugin, window, ownership, outcomes, handOver, handlers, lock);
  }

  /** A message that has just become ready. Left to the store where there is no room for it. */
  void offer(StoredIncoming message) {
    synchronized (lock) {
      if (intake.offer(message)) {
        threads.bringIn();
      }
    }
  }

  /** See {@link Intake#wantsRefill}. */
  boolean wantsRefill(Instant now) {
    synchronized (lock) {
      return intake.wantsRefill(now);
    }
  }

  /** See {@link Intake#nanosUntilLook}. */
  long nanosUntilLook() {
    synchronized (lock) {
      return intake.nanosUntilLook();
    }
  }

  /** See {@link Intake#nextDue}. */
  Instant nextDue() {
    synchronized (lock) {
      return intake.nextDue();
    }
  }

  /** Takes ready messages from the store, as many as there is room for. */
  void refill(Instant now) {
    intake.refill(now, threads::bringIn);
    if (wantsRefill(now)) {
      // Room came up meanwhile, when nobody knew yet that there is more.
      wakeFeeder.run();
    }
  }

  /** See {@link LaneThreads#tick}; to be called often. */
  void tick() {
    threads.tick();
  }

  /** Has the store looked at again, such as after an operator's retry. */
  void lookAgain() {
    synchronized (lock) {
      intake.lookAgain();
    }
  }

  /** Has the store looked at soon: another node accepted messages for this one. */
  void lookElsewhere() {
    synchronized (lock) {
      intake.lookElsewhere();
    }
  }

  /** Lets go of what is queued and not this node's any more, and looks at what is. */
  void ownershipChanged() {
    synchronized (lock) {
      window.drop(message -> !ownership.covers(message));
      intake.lookAgain();
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
      return intake.putAside(id);
    }
  }

  /** See {@link Dispatcher#letGo}. */
  void letGo(long id) {
    synchronized (lock) {
      intake.letGo(id);
    }
  }

  /** Takes no more messages; what is not being handled stays in the store. */
  void stopTaking() {
    synchronized (lock) {
      closing = true;
      outcomes.stop();
      intake.stop();
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
    try {
      return awaitCalls(deadlineNanos);
    } finally {
      handOver.close();
    }
  }

  private int awaitCalls(long deadlineNanos) throws InterruptedException {
    threads.end(deadlineNanos);
    long lastNanos = Math.max(deadlineNanos, System.nanoTime() + LAST_MOMENT.toNanos());
    synchronized (lock) {
      int abandoned = threads.abandon();
      while (window.size() > abandoned && lastNanos - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, lastNanos - System.nanoTime());
      }
      return abandoned;
    }
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
      return new LaneActivity(window.size(), threads.running());
    }
  }

  /** Whether it holds no message, and no call runs. */
  boolean isIdle() {
    synchronized (lock) {
      return window.size() == 0 && threads.running() == 0;
    }
  }

  String pluginName() {
    return plugin.name();
  }

  @Override
  public void recorded(StoredIncoming message, Instant due) {
    boolean wake;
    synchronized (lock) {
      // At once: a look at the store between the two would pass by a message that is due already.
      wake = intake.release(message) | intake.dueAt(due);
      if (closing) {
        lock.notifyAll();
      }
    }
    if (wake) {
      wakeFeeder.run();
    }
  }
}
