package org.messagingagent.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM during long work: from {@link #begin} on the work is asked to stop, and the
 * process ends once it has. Close it when the work is over. For one thread.
 */
final class Interruption implements AutoCloseable {

  /** More than one step of any work takes. */
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "interruption");
  private volatile boolean requested;

  /** Until this is called, the process just ends: somebody may be asked something. */
  void begin() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      requested = true; // the process is ending already
    }
  }

  /** Whether the work is to stop. */
  boolean requested() {
    return requested;
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook waited for this.
    }
  }

  private void stop() {
    requested = true;
    try {
      over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
