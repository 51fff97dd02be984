package org.messagingagent.server.cli;

import java.util.List;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.ReceiptCount;
import org.messagingagent.server.admin.Administration.ReceiptEntry;
import org.messagingagent.server.admin.Administration.ReceiptQuery;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Delivery reports whose message is not known. */
@Command(
    name = "receipts",
    mixinStandardHelpOptions = true,
    description = {
      "Shows delivery reports whose message is not known: those that wait for it, and orphaned"
          + " ones, whose message did not appear within messaging.retention.reports.",
      "The others are to be seen in the status of their messages."
    })
final class ReceiptsCommand {

  private final Context context;

  ReceiptsCommand(Context context) {
    this.context = context;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists delivery reports whose message is not known, newest first.")
  void list(
      @ArgGroup State state,
      @Option(names = "--plugin", paramLabel = "NAME", description = "Only of this plugin.")
          Optional<String> plugin,
      @Mixin PageOptions page,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    ReceiptQuery query =
        new ReceiptQuery(
            plugin, Optional.ofNullable(state).map(State::word), page.before(), page.limit());
    context.administer(administration -> print(administration.receipts(query), json, page));
  }

  @Command(
      name = "orphaned",
      mixinStandardHelpOptions = true,
      description = "The same as 'receipts list --orphaned'.")
  void orphaned(
      @Option(names = "--plugin", paramLabel = "NAME", description = "Only of this plugin.")
          Optional<String> plugin,
      @Mixin PageOptions page,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    ReceiptQuery query =
        new ReceiptQuery(plugin, Optional.of("orphaned"), page.before(), page.limit());
    context.administer(administration -> print(administration.receipts(query), json, page));
  }

  @Command(
      name = "counts",
      mixinStandardHelpOptions = true,
      description = "Counts delivery reports whose message is not known, by plugin.")
  void counts(@Option(names = "--json", description = "For scripts.") boolean json) {
    context.administer(
        administration -> {
          List<ReceiptCount> counts = administration.receiptCounts();
          if (json) {
            context.terminal().printJson(counts);
            return;
          }
          Table table = new Table("PLUGIN", "WAITING", "ORPHANED");
          counts.forEach(count -> table.row(count.plugin(), count.waiting(), count.orphaned()));
          table.print(context.terminal());
        });
  }

  private void print(List<ReceiptEntry> receipts, boolean json, PageOptions page) {
    if (json) {
      context.terminal().printJson(receipts);
      return;
    }
    Table table =
        new Table(
            "ID", "PLUGIN", "EXTERNAL ID", "STATE", "STATUS", "RECEIVED", "USER", "DESCRIPTION");
    for (ReceiptEntry receipt : receipts) {
      table.row(
          receipt.id(),
          receipt.plugin(),
          receipt.externalId(),
          receipt.state(),
          receipt.status(),
          receipt.receivedAt(),
          receipt.user(),
          receipt.description());
    }
    table.print(context.terminal());
    page.tellOfMore(context.terminal(), receipts, ReceiptEntry::id);
  }

  /** One or the other. */
  static final class State {
    @Option(names = "--waiting", description = "Only those that wait for their message.")
    private boolean waiting;

    @Option(names = "--orphaned", description = "Only those whose message did not appear in time.")
    private boolean orphaned;

    private String word() {
      return orphaned ? "orphaned" : "waiting";
    }
  }
}
