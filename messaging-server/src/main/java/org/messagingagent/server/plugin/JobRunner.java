package org.messagingagent.server.plugin;

import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.spi.PluginScheduler.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs of one plugin in the calling thread, with the plugin's context class loader; what they
 * throw is reported. Safe for use by many threads.
 */
final class JobRunner {

  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

  private final String plugin;
  private final ClassLoader loader;
  private final FailureLog failures;
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean stopping;

  JobRunner(String plugin, ClassLoader loader, FailureLog failures) {
    this.plugin = plugin;
    this.loader = loader;
    this.failures = failures;
  }

  /**
   * Runs a job once, unless {@link #stopping} was called. Throws nothing.
   *
   * @param what which job it is, in words that follow "its"
   * @return whether it ran
   */
  boolean run(String what, Job job) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Counted first: who stops and then finds nothing running can rely on that.
    running.incrementAndGet();
    try {
      if (stopping) {
        return false;
      }
      thread.setContextClassLoader(loader);
      job.run();
    } catch (Throwable e) { // vendor code: LinkageError, StackOverflowError and all
      failed(what, e);
    } finally {
      thread.setContextClassLoader(before);
      // An interruption was meant for the job.
      Thread.interrupted();
      running.decrementAndGet();
    }
    return true;
  }

  /** Reports that something about a job went wrong. */
  void failed(String what, Throwable e) {
    // An interrupted job may end however it likes.
    if (!stopping && failures.failed("its %s: %s".formatted(what, Problems.brief(e)))) {
      Problems.trace(log, plugin, e);
    }
  }

  /** Runs no job any more, and reports nothing: those that run are interrupted. */
  void stopping() {
    stopping = true;
  }

  /** How many jobs run. */
  int running() {
    return running.get();
  }
}
