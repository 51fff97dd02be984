package org.messagingagent.server.plugin;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where plugins come from and how long they may take.
 *
 * @param directory holds plugins of others: a JAR each, or a subdirectory with the JARs of one;
 *     need not exist
 * @param builtIn whether plugins on the server's own class path are looked up
 * @param openTimeout how long a plugin may take to start, 1 ms to 1 h
 * @param closeTimeout how long all plugins together may take to stop, 1 ms to 1 h
 * @param limits what each plugin may take of the server where the operator says nothing of it
 * @param instances plugins that run once more under another name: from that name to the plugin's;
 *     at most 100
 */
public record PluginsConfig(
    Optional<Path> directory,
    boolean builtIn,
    Duration openTimeout,
    Duration closeTimeout,
    PluginLimits limits,
    Map<String, String> instances) {

  // These stand first: the constants below are checked against them.
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_INSTANCES = 100;

  /** No directory, nothing built in: only the plugins that an embedder gives. */
  public static final PluginsConfig NONE =
      new PluginsConfig(
          Optional.empty(),
          false,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          PluginLimits.DEFAULTS,
          Map.of());

  /** What is built in, and none from a directory. */
  public static final PluginsConfig DEFAULTS =
      new PluginsConfig(
          Optional.empty(),
          true,
          NONE.openTimeout(),
          NONE.closeTimeout(),
          NONE.limits(),
          NONE.instances());

  public PluginsConfig {
    requireNonNull(directory, "directory is null");
    requireNonNull(limits, "limits is null");
    instances = Map.copyOf(instances);
    if (instances.size() > MOST_INSTANCES) {
      throw new IllegalArgumentException(
          "plugins.instances must be at most %d, were %d"
              .formatted(MOST_INSTANCES, instances.size()));
    }
    check("open-timeout", openTimeout);
    check("close-timeout", closeTimeout);
  }

  /** The same, with the plugins in this directory. */
  public PluginsConfig withDirectory(Path path) {
    return new PluginsConfig(
        Optional.of(path), builtIn, openTimeout, closeTimeout, limits, instances);
  }

  /** The same, with another time to start. */
  public PluginsConfig withOpenTimeout(Duration limit) {
    return new PluginsConfig(directory, builtIn, limit, closeTimeout, limits, instances);
  }

  /** The same, with another time to stop. */
  public PluginsConfig withCloseTimeout(Duration limit) {
    return new PluginsConfig(directory, builtIn, openTimeout, limit, limits, instances);
  }

  /** The same, with other limits. */
  public PluginsConfig withLimits(PluginLimits other) {
    return new PluginsConfig(directory, builtIn, openTimeout, closeTimeout, other, instances);
  }

  /**
   * The same, with other plugins that run once more under another name, each with settings of its
   * own.
   *
   * @param others from the name of the instance to that of the plugin
   */
  public PluginsConfig withInstances(Map<String, String> others) {
    return new PluginsConfig(directory, builtIn, openTimeout, closeTimeout, limits, others);
  }

  private static void check(String name, Duration value) {
    requireNonNull(value, name + " is null");
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "plugins.%s must be from 1ms to 1h, was %s".formatted(name, value));
    }
  }
}
