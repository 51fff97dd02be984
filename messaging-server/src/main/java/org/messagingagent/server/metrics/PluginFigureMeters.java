package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.plugin.CallGate;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginFigure;
import org.messagingagent.server.plugin.PluginFigure.Count;
import org.messagingagent.server.plugin.PluginFigure.Level;
import org.messagingagent.server.plugin.PluginFigure.Times;
import org.messagingagent.server.plugin.PluginRegistry;

/**
 * What plugins count by themselves, what the server counts of their calls, and what their gates
 * refuse. They begin at 0 again where a plugin is started anew.
 */
final class PluginFigureMeters implements StateMeters.Part {

  private final MeterRegistry registry;
  private final PluginRegistry plugins;
  private final Map<Key, PluginFigure> latest = new ConcurrentHashMap<>();
  private final Map<Key, Meter> meters = new HashMap<>();

  PluginFigureMeters(MeterRegistry registry, PluginRegistry plugins) {
    this.registry = registry;
    this.plugins = plugins;
  }

  @Override
  public void refresh() {
    Set<Key> seen = new HashSet<>();
    for (InstalledPlugin plugin : plugins.all()) {
      for (PluginFigure figure : plugin.figures()) {
        show(seen, new Key(plugin.name(), figure.name(), "", figure.getClass()), figure);
      }
      refusals(seen, plugin.name(), "handle", plugin.handling());
      refusals(seen, plugin.name(), "send", plugin.sending());
    }
    meters.keySet().removeIf(key -> !seen.contains(key) && removed(key));
  }

  private void refusals(Set<Key> seen, String plugin, String direction, CallGate gate) {
    gate.refusals()
        .forEach(
            (kind, count) -> {
              String reason = kind.name().toLowerCase(Locale.ROOT);
              show(
                  seen,
                  new Key(plugin, reason, direction, CallGate.class),
                  new Count(reason, "", count));
            });
  }

  private void show(Set<Key> seen, Key key, PluginFigure figure) {
    seen.add(key);
    latest.put(key, figure);
    meters.computeIfAbsent(key, this::made);
  }

  private boolean removed(Key key) {
    latest.remove(key);
    registry.remove(meters.get(key));
    return true;
  }

  private Meter made(Key key) {
    if (key.kind == CallGate.class) {
      return FunctionCounter.builder("messaging.plugin.refusals", this, all -> all.count(key))
          .description("Calls that were put off because the plugin may not be called")
          .tag("plugin", key.plugin)
          .tag("direction", key.direction)
          .tag("reason", key.figure)
          .register(registry);
    }
    if (key.kind == Count.class) {
      return FunctionCounter.builder("messaging.plugin.counts", this, all -> all.count(key))
          .description("Counts of a plugin's calls, and of its own")
          .tag("plugin", key.plugin)
          .tag("figure", key.figure)
          .register(registry);
    }
    if (key.kind == Times.class) {
      return FunctionTimer.builder(
              "messaging.plugin.times",
              this,
              all -> all.times(key).count(),
              all -> all.times(key).total().toNanos(),
              TimeUnit.NANOSECONDS)
          .description("Times of a plugin's calls, and of its own")
          .tag("plugin", key.plugin)
          .tag("figure", key.figure)
          .register(registry);
    }
    return Gauge.builder("messaging.plugin.levels", this, all -> all.level(key))
        .description("Values of a plugin's own that go up and down")
        .tag("plugin", key.plugin)
        .tag("figure", key.figure)
        .register(registry);
  }

  private double count(Key key) {
    return latest.get(key) instanceof Count count ? count.value() : 0;
  }

  private Times times(Key key) {
    return latest.get(key) instanceof Times times
        ? times
        : new Times(key.figure, "", 0, java.time.Duration.ZERO, java.time.Duration.ZERO);
  }

  private double level(Key key) {
    return latest.get(key) instanceof Level level ? level.value() : Double.NaN;
  }

  /** A figure; one that changes its kind, as after a restart, is another. */
  private record Key(String plugin, String figure, String direction, Class<?> kind) {}
}
