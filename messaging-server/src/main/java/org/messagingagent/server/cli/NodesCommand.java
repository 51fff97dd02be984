package org.messagingagent.server.cli;

import java.util.List;
import org.messagingagent.server.admin.Administration.NodeEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The nodes. */
@Command(
    name = "nodes",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the nodes that share the store.",
      "PARTITIONS: how many it handles, of all plugins together. LEASE: how long it lives without"
          + " another sign of life; a node whose lease has run out loses its partitions to others."
    })
final class NodesCommand implements Runnable {

  private static final double MILLIS = 1_000.0;

  private final Context context;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  NodesCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.administer(
        administration -> {
          List<NodeEntry> nodes = administration.nodes();
          if (json) {
            context.terminal().printJson(nodes);
            return;
          }
          Table table =
              new Table(
                  "EPOCH",
                  "NAME",
                  "VERSION",
                  "ADDRESS",
                  "PARTITIONS",
                  "LEASE",
                  "STARTED",
                  "PLUGINS");
          for (NodeEntry node : nodes) {
            table.row(
                node.epoch(),
                node.name(),
                node.version(),
                node.address(),
                node.partitions(),
                node.leaseLeftMillis() < 0
                    ? "run out"
                    : Math.round(node.leaseLeftMillis() / MILLIS) + "s",
                node.startedAt(),
                String.join(", ", node.plugins()));
          }
          table.print(context.terminal());
        });
  }
}
