package org.messagingagent.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.PartitionEntry;
import org.messagingagent.server.admin.Administration.QueueEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What waits. */
@Command(
    name = "queues",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what waits for each plugin and what is in work.",
      "WAITING: to be handled, those in work among them. OLDEST: for how long the message has been"
          + " due that has been so for the longest. HELD, RUNNING and PER SECOND (over the last"
          + " minute) are of the node that answers."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  messaging-server queues", "  messaging-server queues sms --partitions"})
final class QueuesCommand implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "PLUGIN", arity = "0..1", description = "Only of this plugin.")
  private Optional<String> plugin = Optional.empty();

  @Option(
      names = "--partitions",
      description =
          "By partition, with the node that owns it. Reads all that waits, so it may take seconds"
              + " where millions do.")
  private boolean partitions;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  QueuesCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.administer(
        administration -> {
          List<QueueEntry> queues =
              administration.queues().stream()
                  .filter(queue -> plugin.isEmpty() || plugin.get().equals(queue.plugin()))
                  .toList();
          if (plugin.isPresent() && queues.isEmpty()) {
            throw new CliException(
                "No plugin '%s' runs or has messages; 'queues' lists those that do"
                    .formatted(plugin.get()));
          }
          if (partitions) {
            printPartitions(
                queues.stream()
                    .flatMap(queue -> administration.partitions(queue.plugin()).stream())
                    .toList());
          } else {
            print(queues);
          }
        });
  }

  private void print(List<QueueEntry> queues) {
    if (json) {
      context.terminal().printJson(queues);
      return;
    }
    Table table = new Table("PLUGIN", "WAITING", "OLDEST", "HELD", "RUNNING", "PER SECOND", "DEAD");
    for (QueueEntry queue : queues) {
      table.row(
          queue.plugin(),
          queue.waiting(),
          age(queue.oldestDue(), queue.oldestAgeSeconds()),
          queue.held(),
          queue.running(),
          String.format(Locale.ROOT, "%.1f", queue.handledPerSecond()),
          queue.dead());
    }
    table.print(context.terminal());
  }

  private void printPartitions(List<PartitionEntry> queues) {
    if (json) {
      context.terminal().printJson(queues);
      return;
    }
    Table table = new Table("PLUGIN", "PARTITION", "WAITING", "OLDEST", "OWNER");
    for (PartitionEntry queue : queues) {
      table.row(
          queue.plugin(),
          queue.partition(),
          queue.waiting(),
          age(queue.oldestDue(), queue.oldestAgeSeconds()),
          queue.owner());
    }
    table.print(context.terminal());
  }

  private static String age(String due, long seconds) {
    return due.isEmpty() ? "" : Ages.inWords(seconds);
  }
}
