package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettings;

/**
 * What a plugin is opened with in a test. Immutable.
 *
 * @param pluginName the name under which the plugin runs
 * @param settings what the operator configured
 * @param dataDirectory exists, and is the plugin's own; most often JUnit's {@code @TempDir}
 * @param clock the server's clock; a fixed one makes times in a test exact
 */
public record TestPluginContext(
    String pluginName, PluginSettings settings, Path dataDirectory, Clock clock)
    implements PluginContext {

  public TestPluginContext {
    requireNonNull(pluginName, "pluginName is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(dataDirectory, "dataDirectory is null");
    requireNonNull(clock, "clock is null");
  }

  /** A context without settings, on the system's clock. */
  public static TestPluginContext of(String pluginName, Path dataDirectory) {
    return new TestPluginContext(
        pluginName, MapPluginSettings.of(Map.of()), dataDirectory, Clock.systemUTC());
  }

  /** The same, with these settings. */
  public TestPluginContext withSettings(Map<String, String> values) {
    return new TestPluginContext(pluginName, MapPluginSettings.of(values), dataDirectory, clock);
  }

  /** The same, with this clock. */
  public TestPluginContext withClock(Clock other) {
    return new TestPluginContext(pluginName, settings, dataDirectory, other);
  }
}
