package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.plugin.PluginState;
import org.messagingagent.spi.Health;

/** Whether the plugins run, and what they say of their health. */
final class PluginMeters implements StateMeters.Part {

  private static final String FAILED = "failed";
  private static final String OFF = "off";
  private static final List<String> STATES =
      Stream.concat(
              Stream.of(PluginState.Kind.values()).map(PluginMeters::word), Stream.of(FAILED, OFF))
          .toList();

  /** Health costs a call of the plugin. */
  private static final long HEALTH_NANOS = Duration.ofSeconds(30).toNanos();

  private final PluginRegistry plugins;
  private final GaugeRows states;
  private final GaugeRows health;
  private boolean asked;
  private long askedAt;

  PluginMeters(MeterRegistry registry, PluginRegistry plugins) {
    this.plugins = plugins;
    states =
        GaugeRows.of(
            registry,
            "messaging.plugin.state",
            "1 for the state that a plugin is in, 0 for the others");
    health =
        GaugeRows.of(
            registry,
            "messaging.plugin.health",
            "1 for what a plugin says of its health, 0 for the rest");
  }

  @Override
  public void refresh() {
    Map<Tags, Integer> rows = new HashMap<>();
    plugins.all().forEach(plugin -> add(rows, plugin.name(), plugin.state().word()));
    plugins.switchedOff().forEach(name -> add(rows, name, OFF));
    plugins.failures().stream()
        .flatMap(failure -> failure.name().stream())
        .distinct()
        .filter(name -> plugins.find(name).isEmpty())
        .forEach(name -> add(rows, name, FAILED));
    states.show(rows);
    long now = System.nanoTime();
    if (!asked || now - askedAt >= HEALTH_NANOS) {
      asked = true;
      askedAt = now;
      askHealth();
    }
  }

  private void askHealth() {
    List<InstalledPlugin> running = plugins.all();
    running.forEach(plugin -> plugin.healthWatch().prepare());
    Map<Tags, Integer> rows = new HashMap<>();
    for (InstalledPlugin plugin : running) {
      Health.Status told = plugin.healthWatch().health().status();
      for (Health.Status status : Health.Status.values()) {
        rows.put(Tags.of("plugin", plugin.name(), "status", word(status)), status == told ? 1 : 0);
      }
    }
    health.show(rows);
  }

  private static void add(Map<Tags, Integer> rows, String plugin, String state) {
    for (String each : STATES) {
      rows.put(Tags.of("plugin", plugin, "state", each), each.equals(state) ? 1 : 0);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
