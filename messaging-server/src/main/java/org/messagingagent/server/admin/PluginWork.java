package org.messagingagent.server.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.Node;

/** The plugins, for operators. */
final class PluginWork {

  private final ClusterStore cluster;
  private final Hooks hooks;
  private final Auditor auditor;

  PluginWork(ClusterStore cluster, Hooks hooks, Auditor auditor) {
    this.cluster = cluster;
    this.hooks = hooks;
    this.auditor = auditor;
  }

  List<PluginEntry> list() {
    return hooks.plugins().list();
  }

  PluginDetail describe(String name) {
    return here(name, () -> hooks.plugins().describe(name));
  }

  void pause(String name) {
    auditor.run("plugins pause", target(name), () -> change(name, hooks.plugins()::pause));
  }

  void resume(String name) {
    auditor.run("plugins resume", target(name), () -> change(name, hooks.plugins()::resume));
    hooks.dispatch().lookAgain();
  }

  String restart(String name) {
    String result =
        auditor.call(
            "plugins restart",
            target(name),
            () -> here(name, () -> hooks.plugins().restart(name)),
            said -> said);
    hooks.dispatch().lookAgain();
    return result;
  }

  private void change(String name, Consumer<String> work) {
    here(
        name,
        () -> {
          work.accept(name);
          return name;
        });
  }

  /** Does something with a plugin of this node; of one that only others run, says where it is. */
  private <T> T here(String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (AdministrationException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
      throw nodesWith(name)
          .map(nodes -> new AdministrationException(Reason.NOT_FOUND, notHere(name, nodes)))
          .orElse(e);
    }
  }

  private Optional<String> nodesWith(String name) {
    return cluster.nodes().nodes().stream()
        .filter(node -> node.isAlive() && node.runs(name))
        .map(PluginWork::nameAndAddress)
        .sorted()
        .reduce((one, other) -> one + ", " + other);
  }

  private static String nameAndAddress(Node node) {
    String address = node.info().address();
    return address.isEmpty()
        ? "'%s'".formatted(node.info().name())
        : "'%s' (%s)".formatted(node.info().name(), address);
  }

  private static String notHere(String name, String nodes) {
    return "Plugin '%s' is not on this node; it runs on %s. Give the command on such a machine, or with --server"
        .formatted(name, nodes);
  }

  private static String target(String name) {
    return "plugin '%s'".formatted(name);
  }
}
