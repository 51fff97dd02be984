package org.messagingagent.server.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginUser;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.NodeNameTakenException;
import org.messagingagent.server.store.RunningPlugin;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place among those that share the database: it joins, says again and again that it is
 * alive, takes its share of each plugin's partitions, gives up what is too much, buries nodes that
 * are silent, and leaves. One thread does all of that. Where the database is away it keeps trying;
 * the lease runs out meanwhile, nothing new is handed to plugins, and work resumes by itself.
 *
 * <p>Safe for use by many threads.
 */
public final class Membership implements PluginUser, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  /** Between two beats, whatever happens in the cluster. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  /** How often is looked whether a withdrawn partition is out of the workers' hands. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private static final Duration END = Duration.ofSeconds(10);

  /** What others may have changed is read with each third beat: it costs as much as a beat. */
  private static final int BEATS_TO_A_LOOK = 3;

  private final ClusterStore store;
  private final NodeInfo self;
  private final NodeConfig config;
  private final OwnedPartitions owned;
  private final OtherNodes others;
  private final Assignment assignment;
  private final String lostOutgoing;
  private final Supplier<List<RunningPlugin>> running;
  private final Runnable lookAtChanges;
  private final News news;
  private final Set<String> plugins = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean ending;
  private volatile boolean draining;

  // For the thread alone, once it runs.
  private long epoch;
  private boolean joined;
  private List<RunningPlugin> announced = List.of();
  private long beats;
  private boolean silent;
  private boolean leaseLost;

  /**
   * @param owned what the workers look at
   * @param others what is to be known of the other nodes
   * @param running what runs here now, for the others to know
   * @param lostOutgoing what stands with a message that a buried node was sending
   * @param lookAtChanges reads again what other nodes may have changed; run with each third beat,
   *     where there are others, and may throw {@link StoreException}
   */
  public Membership(
      ClusterStore store,
      NodeInfo self,
      NodeConfig config,
      OwnedPartitions owned,
      OtherNodes others,
      PartitionWorker worker,
      Supplier<List<RunningPlugin>> running,
      String lostOutgoing,
      Runnable lookAtChanges) {
    this.store = requireNonNull(store, "store is null");
    this.self = requireNonNull(self, "self is null");
    this.config = requireNonNull(config, "config is null");
    this.owned = requireNonNull(owned, "owned is null");
    this.others = requireNonNull(others, "others is null");
    this.running = requireNonNull(running, "running is null");
    this.assignment = new Assignment(store, owned, worker);
    this.lostOutgoing = requireNonNull(lostOutgoing, "lostOutgoing is null");
    this.lookAtChanges = requireNonNull(lookAtChanges, "lookAtChanges is null");
    this.news = new News(self);
    this.thread = DaemonThreads.named("membership").newThread(this::run);
  }

  /** Takes a share of the plugin's partitions from now on. */
  @Override
  public void started(InstalledPlugin plugin) {
    if (plugin.takesIncoming() || plugin.reconciles()) {
      plugins.add(plugin.name());
    }
    wake();
  }

  /** Gives up the plugin's partitions, each as soon as none of its messages is in hand. */
  @Override
  public void stopping(InstalledPlugin plugin) {
    plugins.remove(plugin.name());
    wake();
  }

  /**
   * Joins and takes a first share; from then on its thread does the rest. Call once. Waits where
   * the last run under this name has not been found dead yet, at most for the lease.
   *
   * @throws NodeNameTakenException where another node of this name is alive
   * @throws StoreException where the database does not answer
   */
  public void start() {
    join(new Patience(config));
    log.info(
        "This is node {}, number {}, with a lease of {} s",
        self.name(),
        epoch,
        config.lease().toSeconds());
    store.onChange(this::wake);
    news.buried(store.buryExpired(lostOutgoing));
    beat();
    thread.start();
  }

  /**
   * Takes no new share from here on and gives up what it has, each partition as soon as none of its
   * messages is in hand. For a stop: returns at once.
   */
  public void drain() {
    draining = true;
    wake();
  }

  /** Leaves: all that is still owned is free for the others. A second call does nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (ending) {
        return;
      }
      ending = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    owned.loseAll();
    try {
      store.leave();
    } catch (StoreException e) {
      log.warn(
          "The other nodes could not be told that this one has stopped, and find out when its lease"
              + " runs out: {}",
          e.getMessage());
    }
  }

  private void run() {
    long nextBeat = System.nanoTime() + config.beat().toNanos();
    long earliest = System.nanoTime() + SHORTEST_PAUSE.toNanos();
    while (true) {
      boolean asked = await(nextBeat, earliest);
      if (isEnding()) {
        return;
      }
      if (asked || nextBeat - System.nanoTime() <= 0) {
        long begin = System.nanoTime();
        beatOrTryAgain();
        nextBeat = begin + config.beat().toNanos();
        earliest = begin + SHORTEST_PAUSE.toNanos();
      } else {
        guarded(assignment::release);
      }
    }
  }

  /** Waits for the next beat, or until asked for one; looks up for partitions to release. */
  private boolean await(long nextBeat, long earliest) {
    lock.lock();
    try {
      long until =
          assignment.releasing()
              ? Math.min(nextBeat, System.nanoTime() + LOOK.toNanos())
              : nextBeat;
      while (!ending && System.nanoTime() - (wake ? earliest : until) < 0) {
        woken.awaitNanos((wake ? earliest : until) - System.nanoTime());
      }
      boolean asked = wake;
      wake = false;
      return asked;
    } catch (InterruptedException e) {
      ending = true; // nobody but a stop interrupts it
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isEnding() {
    lock.lock();
    try {
      return ending;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  private void beatOrTryAgain() {
    guarded(
        () -> {
          beat();
          if (silent) {
            silent = false;
            log.info("Node {} keeps its place among the others again", self.name());
          }
        });
    if (owned.holds()) {
      leaseLost = false;
    } else if (!leaseLost) {
      leaseLost = true;
      log.warn(
          "The lease of node {} has run out; nothing is handed to plugins until the database"
              + " answers",
          self.name());
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) { // as a database that is away: it must go on
      if (!silent) {
        silent = true;
        log.warn(
            "Node {} cannot do what keeps it among the others, and tries again: {}",
            self.name(),
            e.getMessage(),
            e instanceof StoreException ? null : e);
      }
    }
  }

  private void beat() {
    Set<String> wanted = draining ? Set.of() : new TreeSet<>(plugins);
    // Before it is sent: the database may take its time.
    long begin = System.nanoTime();
    View view = store.beat(wanted, config.lease());
    if (!view.alive()) {
      joinAgain();
      begin = System.nanoTime();
      view = store.beat(wanted, config.lease());
    }
    if (view.alive()) {
      boolean resumes = !owned.holds();
      owned.holdUntil(begin, config.lease().minus(config.margin()));
      others.saw(view.nodes(), epoch);
      news.saw(view.nodes(), epoch);
      if (!view.nodes().stream().allMatch(Node::isAlive)) {
        news.buried(store.buryExpired(lostOutgoing));
        view = store.beat(wanted, config.lease());
      }
      announce();
      assignment.adjust(view, epoch, wanted, resumes);
      beats++;
      if (beats % BEATS_TO_A_LOOK == 0 && view.nodes().size() > 1) {
        lookAtChanges.run();
      }
    }
  }

  private void announce() {
    List<RunningPlugin> now = running.get();
    if (!now.equals(announced)) {
      store.announce(now);
      announced = now;
    }
  }

  private void joinAgain() {
    if (joined) {
      log.warn(
          "Node {} was taken from the list because it gave no sign of life; others have its work",
          self.name());
      joined = false;
      assignment.loseAll();
    }
    join(Patience.NONE);
    log.info("This is node {} again, number {} now", self.name(), epoch);
  }

  private void join(Patience patience) {
    while (true) {
      try {
        long begin = System.nanoTime();
        epoch = store.join(self, config.lease());
        joined = true;
        announced = List.of();
        owned.begin(epoch);
        owned.holdUntil(begin, config.lease().minus(config.margin()));
        return;
      } catch (NodeNameTakenException e) {
        patience.waitOrGiveUp(e);
      }
    }
  }
}
