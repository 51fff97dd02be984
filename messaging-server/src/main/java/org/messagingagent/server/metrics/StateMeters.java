package org.messagingagent.server.metrics;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.support.DaemonThreads;
import org.messagingagent.server.support.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, on a thread of its own, what is too dear to be read whenever somebody looks: a scrape
 * shows what was read last, and never waits for the database or a plugin.
 */
final class StateMeters implements AutoCloseable {

  /** Some of these figures. */
  interface Part {

    /** Reads them anew; may take a while, and may throw. */
    void refresh();
  }

  private static final Logger log = LoggerFactory.getLogger(StateMeters.class);

  private final List<Part> parts;
  private final ScheduledThreadPoolExecutor timer;
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1));
  private volatile long readAt = System.nanoTime();

  StateMeters(MeterRegistry registry, List<Part> parts) {
    this.parts = List.copyOf(parts);
    this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("metrics"));
    TimeGauge.builder(
            "messaging.metrics.age", () -> System.nanoTime() - readAt, TimeUnit.NANOSECONDS)
        .description("Since figures of the database and the plugins were last read in full")
        .register(registry);
  }

  void start(Duration every) {
    timer.scheduleWithFixedDelay(this::refresh, 0, every.toMillis(), MILLISECONDS);
  }

  private void refresh() {
    boolean all = true;
    for (Part part : parts) {
      try {
        part.refresh();
      } catch (RuntimeException | Error e) { // the next time may go well
        all = false;
        throttle.log(
            suppressed -> log.warn("Figures could not be read: {}{}", e.getMessage(), suppressed));
      }
    }
    if (all) {
      readAt = System.nanoTime();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
