package org.messagingagent.server.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.AuditEntry;
import org.messagingagent.server.admin.Administration.AuditQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What operators did. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows what operators did, and what was refused to them.")
final class AuditCommand {

  private final Context context;

  AuditCommand(Context context) {
    this.context = context;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the records, newest first.")
  void list(
      @Option(
              names = "--actor",
              paramLabel = "NAME",
              description =
                  "Only what this user did; 'local token' and 'local command' are those on the"
                      + " server's machine.")
          Optional<String> actor,
      @Option(
              names = "--newer-than",
              paramLabel = "AGE",
              description = "Only what was done within this time, such as 1h or 7d.")
          Optional<String> newerThan,
      @Option(
              names = "--before",
              paramLabel = "ID",
              description = "Only ids below this one: the next page.")
          Optional<Long> before,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "20",
              description = "At most so many, up to 1000; ${DEFAULT-VALUE} without it.")
          int limit,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    AuditQuery query =
        new AuditQuery(
            actor,
            newerThan.map(age -> MatchOptions.since("--newer-than", age, Instant.now())),
            before.orElse(Long.MAX_VALUE),
            limit);
    context.administer(administration -> print(administration.audit(query), json, limit));
  }

  private void print(List<AuditEntry> entries, boolean json, int limit) {
    if (json) {
      context.terminal().printJson(entries);
      return;
    }
    Table table = new Table("ID", "AT", "ACTOR", "FROM", "ACTION", "TARGET", "OUTCOME");
    for (AuditEntry entry : entries) {
      table.row(
          entry.id(),
          entry.at(),
          entry.actor(),
          entry.origin(),
          entry.action(),
          entry.target(),
          entry.outcome());
    }
    table.print(context.terminal());
    if (entries.size() == limit) {
      context.terminal().print("There may be more: --before " + entries.get(limit - 1).id());
    }
  }
}
