package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingagent.spi.PluginScheduler;

/**
 * Runs jobs when the test says so, in the test's own thread, by a clock that the test moves. Safe
 * for use by many threads.
 */
final class TestScheduler implements PluginScheduler, AutoCloseable {

  private final Clock clock;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Exception> failures = new CopyOnWriteArrayList<>();
  private boolean closed;

  TestScheduler(Clock clock) {
    this.clock = requireNonNull(clock, "clock is null");
  }

  private static final class Task implements Scheduled {

    private final Job job;
    private final Optional<Duration> pause;
    private Instant due;
    private volatile boolean cancelled;

    Task(Job job, Instant due, Optional<Duration> pause) {
      this.job = requireNonNull(job, "job is null");
      this.due = due;
      this.pause = pause;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** Runs each job that is due once, in the order in which they are due; answers how many. */
  int runDue() {
    List<Task> due = takeDue();
    due.forEach(this::run);
    return due.size();
  }

  /** What jobs threw. */
  List<Exception> failures() {
    return List.copyOf(failures);
  }

  @Override
  public Scheduled after(Duration delay, Job job) {
    JobBounds.checkDelay(delay);
    return add(new Task(job, clock.instant().plus(delay), Optional.empty()));
  }

  @Override
  public Scheduled every(Duration pause, Job job) {
    JobBounds.checkPause(pause);
    return add(new Task(job, clock.instant(), Optional.of(pause)));
  }

  @Override
  public Scheduled everyOnOneNode(String name, Duration pause, Job job) {
    JobBounds.checkOnOneNode(name, pause);
    return add(new Task(job, clock.instant(), Optional.of(pause)));
  }

  @Override
  public synchronized void close() {
    closed = true;
    tasks.clear();
  }

  private synchronized Scheduled add(Task task) {
    if (closed) {
      throw new IllegalStateException("The plugin has been closed");
    }
    if (tasks.size() >= MAX_JOBS) {
      tasks.removeIf(each -> each.cancelled);
    }
    JobBounds.checkRoom(tasks.size());
    tasks.add(task);
    return task;
  }

  private synchronized List<Task> takeDue() {
    Instant now = clock.instant();
    List<Task> due = new ArrayList<>();
    List<Task> later = new ArrayList<>();
    for (Task task : tasks) {
      if (!task.cancelled) {
        (task.due.isAfter(now) ? later : due).add(task);
      }
    }
    due.sort((one, other) -> one.due.compareTo(other.due));
    tasks.clear();
    tasks.addAll(later);
    return due;
  }

  private void run(Task task) {
    if (task.cancelled) {
      return;
    }
    try {
      task.job.run();
    } catch (Exception e) { // whatever a job throws is reported, and it runs again
      failures.add(e);
    }
    synchronized (this) {
      if (task.pause.isPresent() && !closed) {
        task.due = clock.instant().plus(task.pause.get());
        tasks.add(task);
      }
    }
  }
}
