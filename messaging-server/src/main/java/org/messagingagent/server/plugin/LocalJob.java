package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingagent.spi.PluginScheduler.Job;

/** A job that runs on this node, whatever others do. */
final class LocalJob implements ManagedJob {

  private static final String WHAT = "scheduled job";

  private final JobTimer timer;
  private final JobRunner runner;
  private final Duration delay;
  private final Optional<Duration> pause;
  private final Job job;
  private final Consumer<ManagedJob> whenOver;
  private Runnable takeBack = () -> {};
  private boolean over;

  /**
   * @param delay until its first run
   * @param pause from the end of a run to the next; empty where it runs once
   * @param whenOver called where it never runs again
   */
  LocalJob(
      JobTimer timer,
      JobRunner runner,
      Duration delay,
      Optional<Duration> pause,
      Job job,
      Consumer<ManagedJob> whenOver) {
    this.timer = timer;
    this.runner = runner;
    this.delay = delay;
    this.pause = pause;
    this.job = job;
    this.whenOver = whenOver;
  }

  @Override
  public void begin() {
    runAfter(delay);
  }

  private synchronized void runAfter(Duration time) {
    if (!over) {
      takeBack = timer.schedule(time, this::run);
    }
  }

  private void run() {
    synchronized (this) {
      if (over) {
        return;
      }
    }
    runner.run(WHAT, job);
    pause.ifPresentOrElse(this::runAfter, this::cancel);
  }

  @Override
  public void cancel() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      takeBack.run();
    }
    whenOver.accept(this);
  }

  @Override
  public void letGo() {}
}
