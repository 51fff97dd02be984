package org.messagingagent.server.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.admin.Administration.AuditEntry;
import org.messagingagent.server.admin.Administration.AuditQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      @Mixin PageOptions page,
      @Option(names = "--json", description = "For scripts.") boolean json) {
    AuditQuery query =
        new AuditQuery(
            actor,
            newerThan.map(age -> MatchOptions.since("--newer-than", age, Instant.now())),
            page.before(),
            page.limit());
    context.administer(administration -> print(administration.audit(query), json, page));
  }

  private void print(List<AuditEntry> entries, boolean json, PageOptions page) {
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
    page.tellOfMore(context.terminal(), entries, AuditEntry::id);
  }
}
