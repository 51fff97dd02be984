package org.messagingagent.server.plugin;

import org.messagingagent.spi.PluginScheduler.Scheduled;

/** A job of a plugin, as {@link PluginJobs} keeps it. Safe for use by many threads. */
interface ManagedJob extends Scheduled {

  /** Lets it run from now on, when it is due. Called once, where it has not been taken back. */
  void begin();

  /**
   * Gives back what it holds of other nodes, after the timers were stopped. Where it still runs, it
   * does so at the end of that run.
   */
  void letGo();
}
