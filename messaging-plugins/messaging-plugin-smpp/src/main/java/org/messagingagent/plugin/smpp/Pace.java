package org.messagingagent.plugin.smpp;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How fast this node submits: at most at the operator's rate, and not at all for a while after the
 * SMSC said that it is too much. Safe for use by many threads.
 */
final class Pace {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final long stepNanos;
  private final long firstPauseNanos;
  private long next = System.nanoTime();
  private long pausedUntil = next;
  private long pauseNanos;

  /**
   * @param rate submits a second; 0 for no limit
   * @param firstPause the pause after the first throttling, which doubles with each one after it
   */
  Pace(int rate, Duration firstPause) {
    stepNanos = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / rate;
    firstPauseNanos = firstPause.toNanos();
    pauseNanos = firstPauseNanos;
  }

  /**
   * Waits for the turn of one submit.
   *
   * @return false where it would not come until then; nothing was waited for
   */
  boolean await(long deadlineNanos) throws InterruptedException {
    long wait = take(deadlineNanos);
    if (wait < 0) {
      return false;
    }
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    return true;
  }

  /** The SMSC says that it is too much: nothing is sent for a while. */
  synchronized void throttled() {
    long now = System.nanoTime();
    if (pausedUntil - now > 0) {
      return; // the answer to one that was sent before the pause
    }
    long jitter = ThreadLocalRandom.current().nextLong(pauseNanos / 2 + 1);
    pausedUntil = now + pauseNanos + jitter;
    pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
  }

  /** The SMSC took something. */
  synchronized void taken() {
    if (pauseNanos > firstPauseNanos && pausedUntil - System.nanoTime() <= 0) {
      pauseNanos = Math.max(firstPauseNanos, pauseNanos / 2);
    }
  }

  /** How long nothing is sent from now on; zero where nothing keeps it. */
  synchronized Duration pause() {
    return Duration.ofNanos(Math.max(0, pausedUntil - System.nanoTime()));
  }

  private synchronized long take(long deadlineNanos) {
    long now = System.nanoTime();
    long turn = later(later(next, now), pausedUntil);
    if (turn - deadlineNanos > 0) {
      return -1;
    }
    next = turn + stepNanos;
    return Math.max(0, turn - now);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
