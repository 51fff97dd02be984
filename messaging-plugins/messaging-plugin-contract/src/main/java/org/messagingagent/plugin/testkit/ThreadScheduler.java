package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.spi.PluginScheduler;

/** Runs jobs by themselves, in threads of its own. Safe for use by many threads. */
final class ThreadScheduler implements PluginScheduler, AutoCloseable {

  private static final int THREADS = 2;

  private final ScheduledThreadPoolExecutor threads;
  private final List<Exception> failures = new CopyOnWriteArrayList<>();

  ThreadScheduler(String plugin, ClassLoader loader) {
    threads =
        new ScheduledThreadPoolExecutor(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "plugin-job-" + plugin);
              thread.setDaemon(true);
              thread.setContextClassLoader(loader);
              return thread;
            });
    threads.setRemoveOnCancelPolicy(true);
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** What jobs threw. */
  List<Exception> failures() {
    return List.copyOf(failures);
  }

  @Override
  public Scheduled after(Duration delay, Job job) {
    JobBounds.checkDelay(delay);
    requireNonNull(job, "job is null");
    return taken(() -> threads.schedule(() -> run(job), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public Scheduled every(Duration pause, Job job) {
    JobBounds.checkPause(pause);
    return repeated(pause, job);
  }

  @Override
  public Scheduled everyOnOneNode(String name, Duration pause, Job job) {
    JobBounds.checkOnOneNode(name, pause);
    return repeated(pause, job);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Scheduled repeated(Duration pause, Job job) {
    requireNonNull(job, "job is null");
    return taken(
        () ->
            threads.scheduleWithFixedDelay(
                () -> run(job), 0, pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  private interface Taking {
    ScheduledFuture<?> take();
  }

  private Scheduled taken(Taking taking) {
    JobBounds.checkRoom(threads.getQueue().size());
    try {
      ScheduledFuture<?> future = taking.take();
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("The plugin has been closed", e);
    }
  }

  private void run(Job job) {
    try {
      job.run();
    } catch (Exception e) { // whatever a job throws is reported, and it runs again
      failures.add(e);
    }
  }
}
