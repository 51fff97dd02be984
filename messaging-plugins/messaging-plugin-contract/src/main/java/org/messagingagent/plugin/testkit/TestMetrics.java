package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import org.messagingagent.spi.PluginMetrics;

/** The figures of a plugin, to be read by a test. Safe for use by many threads. */
public final class TestMetrics implements PluginMetrics {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(\\.[a-z0-9]+)*");
  private static final int LONGEST_NAME = 100;
  private static final int MOST = 200;

  private final Map<String, Object> meters = new TreeMap<>();

  /** None yet. */
  public TestMetrics() {}

  /** What a counter counted; 0 where there is none of this name. */
  public synchronized long count(String name) {
    return meters.get(name) instanceof Count count ? count.sum.get() : 0;
  }

  /** How often a timer recorded; 0 where there is none of this name. */
  public synchronized long timings(String name) {
    return meters.get(name) instanceof Times times ? times.all.get().count() : 0;
  }

  /** All that a timer recorded together; zero where there is none of this name. */
  public synchronized Duration total(String name) {
    return meters.get(name) instanceof Times times ? times.all.get().total() : Duration.ZERO;
  }

  /** What a gauge shows now; NaN where there is none of this name. */
  public double value(String name) {
    Object meter;
    synchronized (this) {
      meter = meters.get(name);
    }
    return meter instanceof Gauge gauge ? gauge.value().getAsDouble() : Double.NaN;
  }

  @Override
  public Counter counter(String name, String description) {
    return meter(name, description, Count.class, new Count());
  }

  @Override
  public Timer timer(String name, String description) {
    return meter(name, description, Times.class, new Times());
  }

  @Override
  public synchronized void gauge(String name, String description, DoubleSupplier value) {
    meter(name, description, Gauge.class, new Gauge(value));
    meters.put(name, new Gauge(value));
  }

  private synchronized <T> T meter(String name, String description, Class<T> kind, T fresh) {
    requireNonNull(description, "description is null");
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name such as connections.open, of 1 to %d characters"
              .formatted(name, LONGEST_NAME));
    }
    Object known = meters.get(name);
    if (known == null) {
      if (meters.size() >= MOST) {
        throw new IllegalArgumentException("A plugin has at most %d meters".formatted(MOST));
      }
      meters.put(name, fresh);
      return fresh;
    }
    if (!kind.isInstance(known)) {
      throw new IllegalArgumentException("'%s' is a meter of another kind".formatted(name));
    }
    return kind.cast(known);
  }

  private record Gauge(DoubleSupplier value) {

    Gauge {
      requireNonNull(value, "value is null");
    }
  }

  private static final class Count implements Counter {

    private final AtomicLong sum = new AtomicLong();

    @Override
    public void add(long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException("A count only goes up, was to add " + amount);
      }
      sum.addAndGet(amount);
    }
  }

  private static final class Times implements Timer {

    private final AtomicReference<Sum> all = new AtomicReference<>(new Sum(0, Duration.ZERO));

    @Override
    public void record(Duration time) {
      all.updateAndGet(before -> new Sum(before.count() + 1, before.total().plus(time)));
    }

    private record Sum(long count, Duration total) {}
  }
}
