package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.messagingagent.server.store.engine.Outgoing;
import org.messagingagent.server.store.engine.WriteCommand;

/** What a batch does with outgoing messages, those of one kind together. */
final class PgOutgoing {

  private PgOutgoing() {}

  /** The external ids that settlements and reports of a batch look for. */
  static Set<String> externalIds(List<WriteCommand<?>> commands) {
    Set<String> externalIds = new LinkedHashSet<>();
    for (WriteCommand<?> command : commands) {
      if (command instanceof WriteCommand.Settle settle) {
        externalIds.addAll(settle.settlement().externalIds());
      } else if (command instanceof WriteCommand.Report report) {
        externalIds.add(report.report().externalId());
      }
    }
    return externalIds;
  }

  static void apply(Batched batched, Outgoing outgoing) throws SQLException {
    batched.together(
        WriteCommand.Record.class,
        commands -> outgoing.record(commands.stream().map(WriteCommand.Record::request).toList()));
    batched.together(
        WriteCommand.Settle.class,
        commands ->
            outgoing.settle(commands.stream().map(WriteCommand.Settle::settlement).toList()));
    batched.together(WriteCommand.Report.class, outgoing::report);
  }
}
