package org.messagingagent.server.plugin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.server.plugin.JobLease.Renewal;
import org.messagingagent.spi.PluginScheduler.Job;

/**
 * A job that runs where its lease is held. The lease is looked after on a timer of its own, so that
 * it is renewed while the job runs and while others keep the plugin's threads; all but its last
 * release happens there, so that nothing overtakes anything.
 */
final class OneNodeJob implements ManagedJob {

  /** How long the end of a run is known beyond the pause, should the pause be made longer. */
  private static final Duration KEEP_LONGER = Duration.ofDays(1);

  private final String what;
  private final JobLease lease;
  private final JobTimer leases;
  private final JobTimer timer;
  private final JobRunner runner;
  private final Duration pause;
  private final Job job;
  private final Clock clock;
  private final Consumer<ManagedJob> whenOver;

  // Guarded by this. Where the lease is not held, it is not known when the job is due.
  private Optional<Instant> due = Optional.empty();
  private Optional<Runnable> takeBack = Optional.empty();
  private Runnable takeBackLook = () -> {};
  private boolean begun;
  private boolean running;
  private boolean over;
  private boolean gone;

  /**
   * @param leases looks after leases, one task at a time
   * @param timer runs jobs
   */
  OneNodeJob(
      String name,
      JobLease lease,
      JobTimer leases,
      JobTimer timer,
      JobRunner runner,
      Duration pause,
      Job job,
      Clock clock,
      Consumer<ManagedJob> whenOver) {
    this.what = "job '%s'".formatted(Texts.line(name, 100));
    this.lease = lease;
    this.leases = leases;
    this.timer = timer;
    this.runner = runner;
    this.pause = pause;
    this.job = job;
    this.clock = clock;
    this.whenOver = whenOver;
  }

  @Override
  public synchronized void begin() {
    if (!over) {
      begun = true;
      takeBackLook = leases.schedule(Duration.ZERO, this::look);
    }
  }

  /** Renews the lease, or tries for it, and looks again later. */
  private void look() {
    if (isDone()) {
      release();
      return;
    }
    try {
      Renewal renewal = lease.renew();
      if (renewal == Renewal.NOT_HELD) {
        lost();
      } else {
        held(renewal);
      }
    } catch (RuntimeException e) { // the store did not answer: the next look may find it well
      runner.failed("lease of " + what, e);
    }
    lookAgain();
  }

  /** Soon where there is only the lease to be released, else in time to renew it. */
  private synchronized void lookAgain() {
    takeBackLook.run();
    takeBackLook = leases.schedule(isDone() ? Duration.ZERO : JobLease.RENEWAL, this::look);
  }

  private synchronized boolean isDone() {
    return over && !running;
  }

  private synchronized void lost() {
    due = Optional.empty();
    takeBack.ifPresent(Runnable::run);
    takeBack = Optional.empty();
  }

  private void held(Renewal renewal) {
    boolean known;
    synchronized (this) {
      known = renewal == Renewal.KEPT && due.isPresent();
    }
    Instant next =
        known ? Instant.MIN : lease.lastEnd().map(end -> end.plus(pause)).orElse(clock.instant());
    synchronized (this) {
      if (!known) {
        due = Optional.of(next);
      }
      runWhenDue();
    }
  }

  /** Called with the lock held. */
  private void runWhenDue() {
    if (due.isEmpty() || running || over || takeBack.isPresent()) {
      return;
    }
    Duration left = Duration.between(clock.instant(), due.get());
    takeBack = Optional.of(timer.schedule(left.isNegative() ? Duration.ZERO : left, this::run));
  }

  private void run() {
    synchronized (this) {
      takeBack = Optional.empty();
      // Where the lease could not be renewed in time, the next look begins it anew.
      if (over || running || !lease.held()) {
        return;
      }
      running = true;
    }
    if (runner.run(what, job)) {
      noteEnd();
    }
    boolean release;
    synchronized (this) {
      running = false;
      release = gone;
      due = due.map(before -> clock.instant().plus(pause));
      runWhenDue();
    }
    if (release) {
      release();
    } else if (isDone()) {
      lookAgain();
    }
  }

  private void noteEnd() {
    try {
      if (lease.held()) {
        lease.ended(pause.plus(KEEP_LONGER));
      }
    } catch (RuntimeException e) { // where another node runs it too soon, that is all
      runner.failed("lease of " + what, e);
    }
  }

  private void release() {
    try {
      lease.release();
    } catch (RuntimeException e) { // it ends by itself
      runner.failed("lease of " + what, e);
    }
  }

  @Override
  public void cancel() {
    boolean look;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      takeBack.ifPresent(Runnable::run);
      takeBack = Optional.empty();
      look = begun;
    }
    whenOver.accept(this);
    if (look) {
      lookAgain();
    }
  }

  @Override
  public void letGo() {
    synchronized (this) {
      gone = true;
      if (running) {
        return;
      }
    }
    release();
  }
}
