package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginUser;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands incoming messages to their plugins: at least once, one at a time and in order within a
 * session, again after a failure, until they are handled or given up. A lane a plugin, so that a
 * slow one delays no other. Messages of plugins that are not installed wait in the store.
 */
public final class Dispatcher implements PluginUser, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration TICK = Duration.ofMillis(20);

  /**
   * Where nothing is in hand: so often that it is soon noticed, so seldom that it costs nothing.
   */
  private static final Duration IDLE_TICK = Duration.ofMillis(100);

  private final InboxStore store;
  private final Optional<TransactionStore> transactions;
  private final DispatchConfig config;
  private final Duration pollInterval;
  private final Ownership ownership;
  private final HandlerThreads handlers;
  private final Clock clock;
  private final RetryPolicy retries;
  private final ClockWatch watch;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Set<Long> aside = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;
  private final Thread feeder;
  private final LogThrottle throttle = new LogThrottle(Duration.ofSeconds(1));

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();

  /** True at first: the store is looked at once before new messages come straight from commits. */
  private boolean wake = true;

  private boolean stopping;

  /** As the other constructor, for a server that has its database to itself. */
  public Dispatcher(InboxStore store, DispatchConfig config, Clock clock, RandomGenerator random) {
    this(store, config, Ownership.ALL, clock, random);
  }

  /**
   * As the other constructor, with threads of its own for handlers, none of which has a
   * transaction.
   */
  public Dispatcher(
      InboxStore store,
      DispatchConfig config,
      Ownership ownership,
      Clock clock,
      RandomGenerator random) {
    this(store, Optional.empty(), config, ownership, HandlerThreads.OWN, clock, random);
  }

  /**
   * @param transactions for plugins that handle in one
   * @param ownership what is worked on; where it changes, call {@link #ownershipChanged}
   * @param handlers in whose threads handlers are called
   * @param random spreads the retries
   */
  public Dispatcher(
      InboxStore store,
      Optional<TransactionStore> transactions,
      DispatchConfig config,
      Ownership ownership,
      HandlerThreads handlers,
      Clock clock,
      RandomGenerator random) {
    this.handlers = requireNonNull(handlers, "handlers is null");
    this.store = store;
    this.transactions = transactions;
    this.config = config;
    this.pollInterval = config.pollInterval().orElseGet(store::pollInterval);
    this.ownership = ownership;
    this.clock = clock;
    this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("dispatch-timer"));
    this.retries = new RetryPolicy(config, random);
    this.watch = new ClockWatch(store, retries, this::isStopping);
    this.feeder = DaemonThreads.named("dispatch-feeder").newThread(this::feed);
  }

  @Override
  public void started(InstalledPlugin plugin) {
    if (!plugin.takesIncoming() || isStopping()) {
      return;
    }
    lanes.put(
        plugin.name(),
        new Lane(
            plugin,
            store.of(plugin.name()),
            transactions,
            config,
            retries,
            ownership,
            aside,
            clock,
            timer,
            handlers,
            this::wakeFeeder));
    shareMemory();
    wakeFeeder();
  }

  @Override
  public void stopping(InstalledPlugin plugin) {
    Lane lane = lanes.get(plugin.name());
    if (lane == null) {
      return;
    }
    lane.stopTaking();
    try {
      awaitHandlers(lane, System.nanoTime() + config.drainTimeout().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Only now: who puts a message aside has to hear of those that are still being handled.
    lanes.remove(plugin.name(), lane);
    shareMemory();
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** To each its share: one plugin that hangs on large messages must not keep all the memory. */
  private void shareMemory() {
    int shares = Math.max(1, lanes.values().stream().mapToInt(Lane::share).sum());
    lanes.values().forEach(lane -> lane.resize(config.windowBytes() / shares * lane.share()));
  }

  /** Begins to hand out messages: those of earlier runs, and new ones. Call once. */
  public void start() {
    watch.start();
    store.onReady(this::ready);
    store.onElsewhere(this::acceptedElsewhere);
    for (String plugin : store.pluginsWithWaiting()) {
      if (!lanes.containsKey(plugin)) {
        log.warn(
            "Messages wait for plugin {}, which does not run on this node or takes no incoming"
                + " messages; they are handled where it does",
            plugin);
      }
    }
    timer.schedule(this::tick, TICK.toMillis(), MILLISECONDS);
    wakeFeeder();
    feeder.start();
  }

  private void tick() {
    boolean idle = false;
    try {
      lanes.values().forEach(Lane::tick);
      idle = lanes.values().stream().allMatch(Lane::isIdle);
    } finally {
      if (!timer.isShutdown()) {
        timer.schedule(this::tick, (idle ? IDLE_TICK : TICK).toMillis(), MILLISECONDS);
      }
    }
  }

  /** Looks into the store again at once, such as after an operator's retry. */
  public void lookAgain() {
    lanes.values().forEach(Lane::lookAgain);
    wakeFeeder();
  }

  /**
   * The ownership has changed, or may be relied on again: lets go of waiting messages of partitions
   * that are not this node's any more, and looks at once for those of the others.
   */
  public void ownershipChanged() {
    lanes.values().forEach(Lane::ownershipChanged);
    wakeFeeder();
  }

  /** The partitions of a plugin of which messages are held: being handled, or about to be. */
  public Partitions held(String plugin) {
    Lane lane = lanes.get(plugin);
    return lane == null ? Partitions.NONE : lane.held();
  }

  /**
   * Keeps a message from being handled, so that an operator may change it; {@link #letGo} ends
   * that.
   *
   * @return false where it is being handled right now, or put aside already
   */
  public boolean putAside(String plugin, long id) {
    Lane lane = lanes.get(plugin);
    return lane == null ? aside.add(id) : lane.putAside(id);
  }

  /** Leaves a message that was put aside to its state in the store. */
  public void letGo(String plugin, long id) {
    Lane lane = lanes.get(plugin);
    if (lane == null) {
      aside.remove(id);
    } else {
      lane.letGo(id);
      lookAgain();
    }
  }

  /** What is being worked on, by plugin. */
  public Map<String, LaneActivity> activity() {
    Map<String, LaneActivity> activity = new TreeMap<>();
    lanes.forEach((plugin, lane) -> activity.put(plugin, lane.activity()));
    return activity;
  }

  /**
   * Stops: takes no more messages, and waits for the handlers that run, within the drain time-out.
   * What was not handled by then stays in the store.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    lanes.values().forEach(Lane::stopTaking);
    timer.shutdownNow();
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    try {
      feeder.join(config.drainTimeout().toMillis() + 1);
      for (Lane lane : lanes.values()) {
        awaitHandlers(lane, deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitHandlers(Lane lane, long deadline) throws InterruptedException {
    int running = lane.awaitHandlers(deadline);
    if (running > 0) {
      log.warn(
          "Plugin {} did not end {} calls in time; their messages will be handled again",
          lane.pluginName(),
          running);
    }
  }

  private void ready(List<StoredIncoming> messages) {
    for (StoredIncoming message : messages) {
      Lane lane = lanes.get(message.plugin());
      if (lane != null) {
        lane.offer(message);
      }
    }
  }

  private void acceptedElsewhere(String plugin) {
    Lane lane = lanes.get(plugin);
    if (lane != null) {
      lane.lookElsewhere();
      wakeFeeder();
    }
  }

  private void wakeFeeder() {
    lock.lock();
    try {
      wake = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  private void feed() {
    Instant lastPoll = Instant.MIN;
    while (awaitWork()) {
      Instant now = clock.instant();
      watch.look(now);
      boolean poll = !now.isBefore(lastPoll.plus(pollInterval)) || now.isBefore(lastPoll);
      if (poll) {
        lastPoll = now;
      }
      for (Lane lane : lanes.values()) {
        try {
          if (poll || lane.wantsRefill(now)) {
            lane.refill(now);
          }
        } catch (RuntimeException e) {
          throttle.log(
              suppressed ->
                  log.warn(
                      "Waiting messages of plugin {} could not be read: {}{}",
                      lane.pluginName(),
                      e.getMessage(),
                      suppressed));
        }
      }
    }
  }

  /** Waits for a signal, the next due message or the poll; false where the dispatcher stops. */
  private boolean awaitWork() {
    lock.lock();
    try {
      long nanos = untilNextDue().toNanos();
      for (Lane lane : lanes.values()) {
        nanos = Math.min(nanos, lane.nanosUntilLook());
      }
      while (!stopping && !wake && nanos > 0) {
        nanos = woken.awaitNanos(nanos);
      }
      wake = false;
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Duration untilNextDue() {
    Instant now = clock.instant();
    Duration wait = pollInterval;
    for (Lane lane : lanes.values()) {
      Instant due = lane.nextDue();
      if (due.isBefore(now.plus(wait))) {
        wait = due.isBefore(now) ? Duration.ZERO : Duration.between(now, due).plusMillis(1);
      }
    }
    return wait;
  }
}
