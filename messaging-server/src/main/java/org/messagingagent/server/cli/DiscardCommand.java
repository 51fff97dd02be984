package org.messagingagent.server.cli;

import java.util.concurrent.Callable;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts messages aside. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    description = "Puts waiting or dead messages aside; 'retry' brings them back.",
    footerHeading = "%nMany at once:%n",
    footer = {
      "  With filters instead of ids, those that match are counted first; without --state they are"
          + " the dead ones. More than one is changed only with --all; --dry-run tells what would be"
          + " done.",
      "  The oldest go first. Standard error tells how far it is; Ctrl-C stops between steps, and"
          + " what is left is as it was."
    })
final class DiscardCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private ChangeOptions options = new ChangeOptions();

  @Option(
      names = "--because",
      paramLabel = "TEXT",
      defaultValue = "discarded by an operator",
      description = "Kept with the message as its reason.")
  private String because;

  DiscardCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return new MessageChange(context, options, "discard", "discarded", new Discard()).run();
  }

  private final class Discard implements MessageChange.Work {

    @Override
    public String one(Administration administration, long id) {
      return administration.discard(id, because);
    }

    @Override
    public Changed some(Administration administration, MatchQuery query, long after, long upTo) {
      return administration.discard(query, after, upTo, because);
    }
  }
}
