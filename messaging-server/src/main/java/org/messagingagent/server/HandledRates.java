package org.messagingagent.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.messagingagent.server.support.DaemonThreads;

/**
 * How many incoming messages plugins handle a second, over the last minute: looks at counts that
 * only go up, every few seconds. Safe for use by many threads.
 */
final class HandledRates implements AutoCloseable {

  private static final long STEP_SECONDS = 5;
  private static final int STEPS = 12;
  private static final double NANOS = 1e9;

  private record Sample(long nanos, Map<String, Long> counts) {}

  private final Supplier<Map<String, Long>> counts;
  private final LongSupplier nanoTime;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, DaemonThreads.named("handled-rates"));

  /**
   * @param counts how many were handled, by plugin; a count that goes down has begun anew
   */
  HandledRates(Supplier<Map<String, Long>> counts, LongSupplier nanoTime) {
    this.counts = counts;
    this.nanoTime = nanoTime;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::sample, 0, STEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Looks at the counts; from the second time on there are rates. */
  synchronized void sample() {
    samples.addLast(new Sample(nanoTime.getAsLong(), counts.get()));
    if (samples.size() > STEPS + 1) {
      samples.removeFirst();
    }
  }

  /** By plugin, up to now. */
  synchronized Map<String, Double> perSecond() {
    Map<String, Double> rates = new HashMap<>();
    Sample first = samples.peekFirst();
    if (first == null) {
      return rates;
    }
    double seconds = (nanoTime.getAsLong() - first.nanos) / NANOS;
    Map<String, Long> handled = new HashMap<>();
    Sample before = first;
    for (Sample sample : samples) {
      add(handled, before.counts, sample.counts);
      before = sample;
    }
    add(handled, before.counts, counts.get());
    if (seconds > 0) {
      handled.forEach((plugin, count) -> rates.put(plugin, count / seconds));
    }
    return rates;
  }

  private static void add(
      Map<String, Long> handled, Map<String, Long> before, Map<String, Long> after) {
    after.forEach(
        (plugin, count) -> {
          long had = before.getOrDefault(plugin, 0L);
          handled.merge(plugin, count >= had ? count - had : count, Long::sum);
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
