package org.messagingagent.server.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.server.admin.Administration.PluginEntry;

/** Why messages wait that have no plugin to go to, in words for an operator. */
final class Obstacles {

  private static final String NONE = "";

  private final Map<String, String> byPlugin = new HashMap<>();

  /**
   * @param plugins all that were found; none at all means that no server looked for them, so that
   *     nothing is known
   * @param onANode the names of those that take messages on one of the nodes
   */
  Obstacles(List<PluginEntry> plugins, Set<String> onANode) {
    for (PluginEntry plugin : plugins) {
      // Of several with one name, one that runs is the one that counts.
      byPlugin.merge(plugin.name(), obstacle(plugin), (one, other) -> one.isEmpty() ? one : other);
    }
    if (!byPlugin.isEmpty()) {
      onANode.forEach(plugin -> byPlugin.putIfAbsent(plugin, NONE));
    }
  }

  /** Why this plugin does not handle its messages; empty where it does. */
  Optional<String> of(String plugin) {
    if (byPlugin.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
            byPlugin.getOrDefault(plugin, "plugin '%s' is not installed".formatted(plugin)))
        .filter(obstacle -> !obstacle.isEmpty());
  }

  private static String obstacle(PluginEntry plugin) {
    return switch (plugin.state()) {
      case "running" ->
          plugin.receives()
              ? NONE
              : "plugin '%s' takes no incoming messages".formatted(plugin.name());
      case "paused" -> "plugin '%s' is paused".formatted(plugin.name());
      case "suspended", "stuck", "stopping" ->
          "plugin '%s' is %s: %s".formatted(plugin.name(), plugin.state(), plugin.problem());
      case "off" -> "plugin '%s' is switched off".formatted(plugin.name());
      default -> "plugin '%s' does not run: %s".formatted(plugin.name(), plugin.problem());
    };
  }
}
