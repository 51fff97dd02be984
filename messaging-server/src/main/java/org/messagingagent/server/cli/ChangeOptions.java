package org.messagingagent.server.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which incoming messages a command changes, and how. */
final class ChangeOptions {

  private static final String NOT_KEPT =
      "Outgoing messages are neither retried nor discarded here: their content is not kept. The"
          + " caller sends again what was not sent";

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The messages' ids.")
  private List<Long> ids = new ArrayList<>();

  @Mixin private MatchOptions match = new MatchOptions();

  @Option(
      names = "--all",
      description = "Change all that match; without it, more than one is refused.")
  private boolean all;

  @Option(names = "--dry-run", description = "Only tell what would be done.")
  private boolean dryRun;

  @Option(names = "--json", description = "For scripts.")
  private boolean json;

  @Option(names = "--outgoing", hidden = true)
  private boolean outgoing;

  void check(String verb) {
    if (outgoing) {
      throw new CliException(NOT_KEPT);
    }
    if (ids.isEmpty() && !match.any()) {
      throw new CliException(
          "Say which messages to %s: ids, or filters such as --plugin NAME or --state dead"
              .formatted(verb));
    }
    if (!ids.isEmpty() && (match.any() || all)) {
      throw new CliException("Give ids or filters, not both");
    }
  }

  List<Long> ids() {
    return ids;
  }

  MatchOptions match() {
    return match;
  }

  boolean all() {
    return all;
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean json() {
    return json;
  }
}
