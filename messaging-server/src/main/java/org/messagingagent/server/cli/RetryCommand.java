package org.messagingagent.server.cli;

import java.util.concurrent.Callable;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.Changed;
import org.messagingagent.server.admin.Administration.MatchQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has messages handled again. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Has dead or discarded messages handled again from the start, and waiting ones now.",
    footerHeading = "%nMany at once:%n",
    footer = {
      "  With filters instead of ids, those that match are counted first; without --state they are"
          + " the dead ones. More than one is changed only with --all; --dry-run tells what would be"
          + " done.",
      "  The oldest go first. Standard error tells how far it is; Ctrl-C stops between steps, and"
          + " what is left is as it was."
    })
final class RetryCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private ChangeOptions options = new ChangeOptions();

  RetryCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return new MessageChange(context, options, "retry", "retried", new Retry()).run();
  }

  private static final class Retry implements MessageChange.Work {

    @Override
    public String one(Administration administration, long id) {
      return administration.retry(id);
    }

    @Override
    public Changed some(Administration administration, MatchQuery query, long after, long upTo) {
      return administration.retry(query, after, upTo);
    }
  }
}
