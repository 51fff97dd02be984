package org.messagingagent.server.plugin;

import java.time.Duration;

/**
 * A figure of a plugin as it stands at one moment. What a plugin counts by itself and what the
 * server counts of it have this one shape; in each of the two, names are unique.
 */
public sealed interface PluginFigure {

  /** Lower-case words with dots. */
  String name();

  /** What it is, in a few words; one line. */
  String description();

  /** A count that only goes up, since the plugin was started. */
  record Count(String name, String description, long value) implements PluginFigure {}

  /**
   * How often something happened, since the plugin was started, and how long it took.
   *
   * @param total of all times together
   * @param longest of one time
   */
  record Times(String name, String description, long count, Duration total, Duration longest)
      implements PluginFigure {}

  /**
   * A value that goes up and down.
   *
   * @param value NaN where it is not known
   */
  record Level(String name, String description, double value) implements PluginFigure {}
}
