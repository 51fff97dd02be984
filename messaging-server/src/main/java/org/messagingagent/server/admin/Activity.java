package org.messagingagent.server.admin;

import java.util.Map;

/** What this node is working on. Safe for use by many threads. */
@FunctionalInterface
public interface Activity {

  /** Nothing: no server runs. */
  Activity NONE = Map::of;

  /** By plugin: those that take incoming messages and run here. */
  Map<String, PluginActivity> now();

  /**
   * What one plugin is at.
   *
   * @param held incoming messages in memory
   * @param running how many of these its handler works on
   * @param handledPerSecond over the last minute
   */
  record PluginActivity(int held, int running, double handledPerSecond) {

    static final PluginActivity NONE = new PluginActivity(0, 0, 0);
  }
}
