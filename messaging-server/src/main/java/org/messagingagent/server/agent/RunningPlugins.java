package org.messagingagent.server.agent;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginInfo;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.RunningPlugin;

/**
 * The plugins that run on this node, and those of the other nodes as these announce them. Where one
 * runs here, what others say of it does not count. Safe for use by many threads; never blocks.
 */
public final class RunningPlugins {

  private final PluginRegistry installed;
  private final Supplier<List<Node>> otherNodes;

  /** Of a server that has its database to itself. */
  public RunningPlugins(PluginRegistry installed) {
    this(installed, List::of);
  }

  /**
   * @param otherNodes those that are there, or were some minutes ago; cheap
   */
  public RunningPlugins(PluginRegistry installed, Supplier<List<Node>> otherNodes) {
    this.installed = requireNonNull(installed, "installed is null");
    this.otherNodes = requireNonNull(otherNodes, "otherNodes is null");
  }

  /** Those of this node, by name: what it announces. */
  public List<RunningPlugin> here() {
    return installed.all().stream().map(RunningPlugins::abilities).toList();
  }

  /** The one of this name that runs on this node. */
  Optional<InstalledPlugin> installed(String name) {
    return installed.find(name);
  }

  /** What the one of this name does, on whichever node. */
  Optional<RunningPlugin> find(String name) {
    Optional<InstalledPlugin> here = installed.find(name);
    return here.isPresent()
        ? here.map(RunningPlugins::abilities)
        : elsewhere().filter(plugin -> plugin.name().equals(name)).findFirst();
  }

  /** All, each name once, by name. */
  Collection<RunningPlugin> all() {
    Map<String, RunningPlugin> all = new TreeMap<>();
    Stream.concat(here().stream(), elsewhere())
        .forEach(plugin -> all.putIfAbsent(plugin.name(), plugin));
    return all.values();
  }

  /** The names of the other nodes on which one of this name runs. */
  List<String> otherNodesWith(String name) {
    return otherNodes.get().stream()
        .filter(node -> node.runs(name))
        .map(node -> node.info().name())
        .sorted()
        .toList();
  }

  private Stream<RunningPlugin> elsewhere() {
    return otherNodes.get().stream().flatMap(node -> node.running().stream());
  }

  private static RunningPlugin abilities(InstalledPlugin plugin) {
    PluginInfo info = plugin.info();
    return new RunningPlugin(
        info.name(),
        info.formats(),
        info.maxContentLength(),
        plugin.takesIncoming(),
        plugin.sends(),
        plugin.supportsConfig());
  }
}
