package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.messagingagent.spi.PluginMetrics;

/** The figures that a plugin keeps by itself. */
final class PluginFigures implements PluginMetrics {

  /** The most figures that a plugin has. */
  static final int MAX_NAMES = 200;

  private static final int MAX_NAME = 100;
  private static final int MAX_DESCRIPTION = 200;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z0-9]+)*");
  private static final Duration GAUGES_LIMIT = Duration.ofSeconds(1);

  private final Map<String, Meter> meters = new ConcurrentHashMap<>();
  private final FreshAnswer<List<PluginFigure>> levels;

  /**
   * @param loader what gauges get as context class loader
   */
  PluginFigures(String plugin, ClassLoader loader, Clock clock) {
    this(plugin, loader, clock, GAUGES_LIMIT);
  }

  /**
   * As above.
   *
   * @param gaugesLimit how long all gauges together may take
   */
  PluginFigures(String plugin, ClassLoader loader, Clock clock, Duration gaugesLimit) {
    levels =
        new FreshAnswer<>(
            "figures-" + plugin, loader, this::readGauges, Duration.ZERO, gaugesLimit, clock);
  }

  @Override
  public Counter counter(String name, String description) {
    return meter(CounterMeter.class, name, () -> new CounterMeter(line(description)));
  }

  @Override
  public Timer timer(String name, String description) {
    return meter(TimerMeter.class, name, () -> new TimerMeter(line(description)));
  }

  @Override
  public void gauge(String name, String description, DoubleSupplier value) {
    GaugeMeter gauge = new GaugeMeter(line(description), requireNonNull(value, "value is null"));
    synchronized (meters) {
      meter(GaugeMeter.class, name, () -> gauge);
      meters.put(name, gauge);
    }
  }

  /**
   * All figures by name. Gauges are asked on a thread of their own; where one of them does not
   * answer in time, none of them is known.
   */
  List<PluginFigure> snapshot() {
    boolean gauges = meters.values().stream().anyMatch(GaugeMeter.class::isInstance);
    List<PluginFigure> known = gauges ? levels.ask().orElse(List.of()) : List.of();
    Map<String, PluginFigure> all = new TreeMap<>();
    meters.forEach((name, meter) -> all.put(name, meter.unasked(name)));
    known.forEach(level -> all.put(level.name(), level));
    return List.copyOf(all.values());
  }

  private List<PluginFigure> readGauges() {
    List<PluginFigure> read = new ArrayList<>();
    meters.forEach(
        (name, meter) -> {
          if (meter instanceof GaugeMeter gauge) {
            read.add(new PluginFigure.Level(name, gauge.description(), gauge.read()));
          }
        });
    return read;
  }

  private <T extends Meter> T meter(Class<T> kind, String name, Supplier<T> made) {
    Meter meter = meters.get(requireNonNull(name, "name is null"));
    if (meter == null) {
      meter = added(name, made);
    }
    if (!kind.isInstance(meter)) {
      throw new IllegalArgumentException(
          "The figure '%s' is a %s already".formatted(name, meter.word()));
    }
    return kind.cast(meter);
  }

  private Meter added(String name, Supplier<? extends Meter> made) {
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of a figure is lower-case words with dots, at most %d characters; it was '%s'"
              .formatted(MAX_NAME, Texts.line(name, MAX_NAME)));
    }
    synchronized (meters) {
      if (!meters.containsKey(name) && meters.size() >= MAX_NAMES) {
        throw new IllegalArgumentException(
            "A plugin has at most %d figures; '%s' is one more".formatted(MAX_NAMES, name));
      }
      return meters.computeIfAbsent(name, absent -> made.get());
    }
  }

  private static String line(String description) {
    return Texts.line(requireNonNull(description, "description is null"), MAX_DESCRIPTION);
  }

  private sealed interface Meter {

    /** The kind, for people. */
    String word();

    /** As it stands, without asking the plugin. */
    PluginFigure unasked(String name);
  }

  private record CounterMeter(String description, LongAdder count) implements Meter, Counter {

    CounterMeter(String description) {
      this(description, new LongAdder());
    }

    @Override
    public void add(long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException(
            "A counter only goes up; it cannot add %d".formatted(amount));
      }
      count.add(amount);
    }

    @Override
    public String word() {
      return "counter";
    }

    @Override
    public PluginFigure unasked(String name) {
      return new PluginFigure.Count(name, description, count.sum());
    }
  }

  private record TimerMeter(String description, Stopwatch times) implements Meter, Timer {

    TimerMeter(String description) {
      this(description, new Stopwatch());
    }

    @Override
    public void record(Duration time) {
      times.record(nanos(time));
    }

    private static long nanos(Duration time) {
      return time.compareTo(Duration.ofDays(1_000)) > 0
          ? Duration.ofDays(1_000).toNanos()
          : time.isNegative() ? 0 : time.toNanos();
    }

    @Override
    public String word() {
      return "timer";
    }

    @Override
    public PluginFigure unasked(String name) {
      return times.read(name, description);
    }
  }

  private record GaugeMeter(String description, DoubleSupplier value) implements Meter {

    double read() {
      try {
        return value.getAsDouble();
      } catch (Throwable e) { // vendor code
        return Double.NaN;
      }
    }

    @Override
    public String word() {
      return "gauge";
    }

    @Override
    public PluginFigure unasked(String name) {
      return new PluginFigure.Level(name, description, Double.NaN);
    }
  }
}
