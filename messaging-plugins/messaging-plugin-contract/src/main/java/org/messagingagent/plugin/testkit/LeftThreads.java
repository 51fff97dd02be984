package org.messagingagent.plugin.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Threads that were started and live on. The JDK's own, and those of a {@link FakeGateway}, do not
 * count. The threads of a JDK HTTP client, which has no close before Java 21, end once it is
 * garbage: so garbage is collected while they are waited for.
 */
final class LeftThreads {

  private static final long PATIENCE_SECONDS = 15;
  private static final long STEP_MILLIS = 100;

  private final Set<Thread> before;

  private LeftThreads(Set<Thread> before) {
    this.before = before;
  }

  /** Counts those that start from now on. */
  static LeftThreads from() {
    return new LeftThreads(new HashSet<>(Thread.getAllStackTraces().keySet()));
  }

  /** Those that live on, some seconds after. */
  List<Thread> left() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<Thread> started = started();
    while (!started.isEmpty() && System.nanoTime() < deadline) {
      System.gc();
      started.get(0).join(STEP_MILLIS);
      started.removeIf(thread -> !thread.isAlive());
    }
    return started;
  }

  private List<Thread> started() {
    ThreadGroup ours = Thread.currentThread().getThreadGroup();
    List<Thread> started = new ArrayList<>(Thread.getAllStackTraces().keySet());
    started.removeAll(before);
    started.removeIf(
        thread ->
            thread.getThreadGroup() != ours
                || thread.getName().startsWith(FakeGateway.THREAD)
                || thread.getName().startsWith("ForkJoinPool.commonPool")
                || thread.getName().equals("CompletableFutureDelayScheduler"));
    return started;
  }
}
