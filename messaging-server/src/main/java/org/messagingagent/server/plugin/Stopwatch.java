package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts and adds up times. Safe for use by many threads, and cheap. */
final class Stopwatch {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /** Records that something took so long; less than nothing counts as nothing. */
  void record(long taken) {
    count.increment();
    nanos.add(Math.max(0, taken));
    longest.accumulate(taken);
  }

  PluginFigure.Times read(String name, String description) {
    return new PluginFigure.Times(
        name,
        description,
        count.sum(),
        Duration.ofNanos(nanos.sum()),
        Duration.ofNanos(longest.get()));
  }
}
