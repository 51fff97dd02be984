package org.messagingagent.server.plugin;

import java.time.Duration;

/** Runs tasks when their time has come. Safe for use by many threads. */
interface JobTimer {

  /**
   * Runs a task later. Where the timer is closed, nothing happens.
   *
   * @param delay zero or more
   * @return takes the task back, where it has not begun
   */
  Runnable schedule(Duration delay, Runnable task);

  /** Begins no task any more, and interrupts those that run. Further calls do nothing. */
  void stop();

  /**
   * Waits until no task runs, after {@link #stop}.
   *
   * @return false where some still do
   */
  boolean await(Duration limit);
}
