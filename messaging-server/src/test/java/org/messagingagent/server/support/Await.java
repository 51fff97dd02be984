package org.messagingagent.server.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other threads or processes bring about. */
public final class Await {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Await() {}

  /** Returns as soon as the condition holds; fails where that takes long. */
  public static void until(String condition, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("Not in %s: %s".formatted(LONGEST, condition));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
