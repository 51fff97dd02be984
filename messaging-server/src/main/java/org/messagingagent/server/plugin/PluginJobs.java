package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.messagingagent.spi.KeyValueStore;
import org.messagingagent.spi.PluginScheduler;

/**
 * The jobs of one plugin that is started, until it is stopped. What is handed in before {@link
 * #start} begins there, so that nothing runs before the plugin is open.
 */
final class PluginJobs implements PluginScheduler {

  /** The most threads that run its jobs. */
  static final int MAX_THREADS = 4;

  private static final int MAX_NAME = 100;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration SHORTEST_SHARED_PAUSE = Duration.ofSeconds(1);

  /** Beyond any use, and within what clocks can count. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** How long a stop may take over the leases, which are rows in a database. */
  private static final Duration LEASES_WAIT = Duration.ofSeconds(2);

  private final String plugin;
  private final Clock clock;
  private final KeyValueStore leases;
  private final String node;
  private final JobRunner runner;
  private final JobTimer jobTimer;
  private final JobTimer leaseTimer;
  private final Set<ManagedJob> live = new LinkedHashSet<>();
  private final Set<String> names = new LinkedHashSet<>();
  private boolean started;
  private boolean closed;

  /**
   * @param loader what jobs get as context class loader
   * @param failures is told what jobs throw
   * @param leases where nodes agree on who runs a job; of the server's own owner
   * @param node tells nodes apart in what operators see; need not be unique
   */
  PluginJobs(
      String plugin,
      ClassLoader loader,
      Clock clock,
      FailureLog failures,
      KeyValueStore leases,
      String node) {
    this(
        plugin,
        clock,
        new JobRunner(plugin, loader, failures),
        leases,
        node,
        new JobThreads("job-" + plugin, MAX_THREADS),
        // One: what is done to a lease must not overtake what was done before.
        new JobThreads("lease-" + plugin, 1));
  }

  /** As above, with timers that a test drives. */
  PluginJobs(
      String plugin,
      Clock clock,
      JobRunner runner,
      KeyValueStore leases,
      String node,
      JobTimer jobTimer,
      JobTimer leaseTimer) {
    this.plugin = requireNonNull(plugin, "plugin is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.runner = requireNonNull(runner, "runner is null");
    this.leases = requireNonNull(leases, "leases is null");
    this.node = requireNonNull(node, "node is null");
    this.jobTimer = requireNonNull(jobTimer, "jobTimer is null");
    this.leaseTimer = requireNonNull(leaseTimer, "leaseTimer is null");
  }

  @Override
  public Scheduled after(Duration delay, Job job) {
    requireNonNull(job, "job is null");
    Duration time = checked("delay", delay, Duration.ZERO);
    return add(
        over -> new LocalJob(jobTimer, runner, time, Optional.empty(), job, over),
        Optional.empty());
  }

  @Override
  public Scheduled every(Duration pause, Job job) {
    requireNonNull(job, "job is null");
    Duration time = checked("pause", pause, SHORTEST_PAUSE);
    return add(
        over -> new LocalJob(jobTimer, runner, Duration.ZERO, Optional.of(time), job, over),
        Optional.empty());
  }

  @Override
  public Scheduled everyOnOneNode(String name, Duration pause, Job job) {
    requireNonNull(job, "job is null");
    if (requireNonNull(name, "name is null").isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "The name of a job has 1 to %d characters, this one has %d"
              .formatted(MAX_NAME, name.length()));
    }
    Duration time = checked("pause", pause, SHORTEST_SHARED_PAUSE);
    // A holder of its own for each job: one that was taken back may still run.
    JobLease lease = new JobLease(leases, name, node + "/" + UUID.randomUUID(), clock);
    return add(
        over -> new OneNodeJob(name, lease, leaseTimer, jobTimer, runner, time, job, clock, over),
        Optional.of(name));
  }

  /** Lets jobs run from now on. Called once, when the plugin is open. */
  void start() {
    List<ManagedJob> waiting;
    synchronized (this) {
      if (started || closed) {
        return;
      }
      started = true;
      waiting = List.copyOf(live);
    }
    waiting.forEach(ManagedJob::begin);
  }

  /**
   * Starts no job any more, interrupts those that run, and waits for them. Further calls only wait.
   *
   * @param limit how long at most, give or take the time for giving back what other nodes wait for
   * @return how many still run
   */
  int close(Duration limit) {
    List<ManagedJob> rest;
    synchronized (this) {
      closed = true;
      rest = List.copyOf(live);
      // They hold the plugin's classes.
      live.clear();
      names.clear();
    }
    runner.stopping();
    jobTimer.stop();
    leaseTimer.stop();
    jobTimer.await(limit);
    Deadline deadline = Deadline.in(LEASES_WAIT);
    if (leaseTimer.await(LEASES_WAIT)) {
      rest.stream().takeWhile(job -> !deadline.left().isZero()).forEach(ManagedJob::letGo);
    }
    return runner.running();
  }

  private Scheduled add(Function<Consumer<ManagedJob>, ManagedJob> made, Optional<String> name) {
    ManagedJob job = made.apply(over -> remove(over, name));
    boolean begin;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(
            "Plugin %s was stopped; it schedules nothing any more".formatted(plugin));
      }
      if (live.size() >= MAX_JOBS) {
        throw new IllegalStateException(
            "Plugin %s has %d jobs, which is the most; take some back first"
                .formatted(plugin, MAX_JOBS));
      }
      if (name.isPresent() && !names.add(name.get())) {
        throw new IllegalArgumentException(
            "Plugin %s has a job '%s' already; take it back first, or choose another name"
                .formatted(plugin, name.get()));
      }
      live.add(job);
      begin = started;
    }
    if (begin) {
      job.begin();
    }
    return job;
  }

  private synchronized void remove(ManagedJob job, Optional<String> name) {
    if (live.remove(job)) {
      name.ifPresent(names::remove);
    }
  }

  private static Duration checked(String what, Duration time, Duration least) {
    if (requireNonNull(time, what + " is null").compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "The %s must be at least %d ms, was %s".formatted(what, least.toMillis(), time));
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
