package org.messagingagent.client;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Where the steps of one call are taken: one at a time, in the order in which they were given, so
 * that a call needs no lock. A step does not block for long and does not throw.
 */
interface Steps extends Executor {

  /** Takes a step later. */
  @Override
  void execute(Runnable step);

  /**
   * Takes a step when a time has passed. To be called from a step.
   *
   * @return what calls it off
   */
  Runnable after(Duration time, Runnable step);
}
