package org.messagingagent.spi;

import java.time.Duration;

/**
 * Runs what a plugin does by itself: looking for mail, keeping a connection alive. A job runs in a
 * thread of the plugin's own with its context class loader, never twice at once; a plugin's jobs
 * share few threads. What a job throws is reported, and it runs again when it is due. When the
 * plugin stops, no job is started any more and those that run are interrupted.
 *
 * <p>At most {@value #MAX_JOBS} jobs of one plugin wait or run at a time; handing in one more
 * throws {@link IllegalStateException}.
 */
public interface PluginScheduler {

  /** The most jobs of one plugin that wait or run at a time. */
  int MAX_JOBS = 1_000;

  /** What is to be done. Should end when its thread is interrupted. */
  @FunctionalInterface
  interface Job {
    void run() throws Exception;
  }

  /** A job that was handed in. */
  interface Scheduled {

    /** Takes it back. A run that has begun goes on. */
    void cancel();
  }

  /**
   * Runs a job once, on this node.
   *
   * @param delay zero or more
   */
  Scheduled after(Duration delay, Job job);

  /**
   * Runs a job again and again, on this node: at once, and then whenever the pause has passed since
   * its last run ended.
   *
   * @param pause at least 10 ms
   */
  Scheduled every(Duration pause, Job job);

  /**
   * As {@link #every}, on one node at a time where the server has several. Where that node dies,
   * another goes on within a minute. A run may in rare cases begin on another node while the one
   * before still goes on, as where a node was suspended: what the job does should bear that.
   *
   * @param name the same on all nodes, and of one job only; 1 to 100 characters
   * @param pause at least 1 s; it is kept across nodes and restarts
   */
  Scheduled everyOnOneNode(String name, Duration pause, Job job);
}
