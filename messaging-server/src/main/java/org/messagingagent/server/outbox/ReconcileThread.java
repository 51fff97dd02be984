package org.messagingagent.server.outbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that asks one plugin. */
final class ReconcileThread {

  private static final Logger log = LoggerFactory.getLogger(ReconcileThread.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String plugin;
  private final Inquiries inquiries;
  private final Inquiry inquiry;
  private final long pauseMillis;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1));

  /**
   * @param first the time until a message is asked for first: it is looked for at half of that
   */
  ReconcileThread(String plugin, Inquiries inquiries, Inquiry inquiry, Duration first) {
    this.plugin = plugin;
    this.inquiries = inquiries;
    this.inquiry = inquiry;
    this.pauseMillis =
        Math.max(1, Math.min(first.dividedBy(2).toMillis(), LONGEST_PAUSE.toMillis()));
    this.thread = DaemonThreads.named("reconcile-" + plugin).newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Begins no more inquiries. */
  void stopAsking() {
    inquiry.stop();
  }

  /** Interrupts the inquiry that runs. */
  void interrupt() {
    inquiry.expire();
  }

  /** Waits until the thread has ended, at most so long. */
  void await(Duration limit) throws InterruptedException {
    ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run() {
    try {
      boolean more = false;
      while (!inquiry.isStopped(more ? 0 : pauseMillis)) {
        more = round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private boolean round() throws InterruptedException {
    try {
      return inquiries.round();
    } catch (RuntimeException | Error e) { // such as a store that is closed: it must go on
      throttle.log(
          suppressed ->
              log.warn(
                  "Plugin {} could not be asked for messages whose outcome is unknown, and is later:"
                      + " {}{}",
                  plugin,
                  e.getMessage(),
                  suppressed));
      return false;
    }
  }
}
