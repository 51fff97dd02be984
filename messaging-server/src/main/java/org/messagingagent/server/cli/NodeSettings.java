package org.messagingagent.server.cli;

import java.time.Duration;
import java.util.List;
import org.messagingagent.server.cluster.NodeConfig;

/** One node among several: the keys, and the configuration that they make. */
final class NodeSettings {

  private static final NodeConfig PRESETS = NodeConfig.DEFAULTS;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> NAME =
      GROUP.declare(
          Setting.optional(
              "messaging.node.name",
              SettingType.TEXT,
              "What this node is called among those that share a database, each by another name;"
                  + " without it, the machine's name and four letters kept in the data directory"));

  static final Setting<Duration> LEASE =
      GROUP.time(
          "messaging.node.lease",
          PRESETS.lease(),
          "After so long without a sign of life the other nodes take over; 3s to 5m, the same on all"
              + " nodes");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = GROUP.all();

  private NodeSettings() {}

  /**
   * The configuration that they make.
   *
   * @throws IllegalArgumentException where they do not fit together; the message begins with the
   *     key, without {@code messaging.}
   */
  static NodeConfig config(SettingValues values) {
    return new NodeConfig(
        values.find(NAME), values.get(LEASE), values.get(HttpSettings.READY_DELAY));
  }
}
