package org.messagingagent.server.plugin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.messagingagent.server.support.SettableClock;

/** Timers whose time moves by hand, in one thread; tasks may move it further. */
final class HandTimers {

  private final SettableClock clock;
  private final List<Task> tasks = new ArrayList<>();

  HandTimers(SettableClock clock) {
    this.clock = clock;
  }

  private record Task(Instant due, HandTimer timer, Runnable work) {}

  HandTimer timer() {
    return new HandTimer();
  }

  /** Runs what is due now. */
  void run() {
    advance(Duration.ZERO);
  }

  /** Moves the time, from one task that is due to the next. */
  void advance(Duration time) {
    Instant end = clock.instant().plus(time);
    while (true) {
      Task next = tasks.stream().min(Comparator.comparing(Task::due)).orElse(null);
      if (next == null || next.due().isAfter(end)) {
        moveTo(end);
        return;
      }
      tasks.remove(next);
      moveTo(next.due());
      next.work().run();
    }
  }

  private void moveTo(Instant time) {
    if (time.isAfter(clock.instant())) {
      clock.advance(Duration.between(clock.instant(), time));
    }
  }

  /** One of them. */
  final class HandTimer implements JobTimer {

    private boolean stopped;

    @Override
    public Runnable schedule(Duration delay, Runnable work) {
      Task task = new Task(clock.instant().plus(delay), this, work);
      if (!stopped) {
        tasks.add(task);
      }
      return () -> tasks.remove(task);
    }

    @Override
    public void stop() {
      stopped = true;
      tasks.removeIf(task -> task.timer() == this);
    }

    @Override
    public boolean await(Duration limit) {
      return true;
    }
  }
}
