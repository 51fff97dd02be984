package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The commands of a batch that record, settle and report, those of one kind together. For the
 * writer thread alone.
 */
public final class OutgoingBatch {

  private interface Together<V, R> {
    List<R> apply(List<V> values) throws SQLException;
  }

  private final Outgoing outgoing;
  private final List<WriteCommand<?>> commands;
  private final Object[] results;

  /**
   * @param commands all of the batch
   * @param results of the batch, by the commands' indexes; set for those that are applied here
   */
  public OutgoingBatch(Outgoing outgoing, List<WriteCommand<?>> commands, Object[] results) {
    this.outgoing = outgoing;
    this.commands = commands;
    this.results = results;
  }

  /** Whether such a command is applied here. */
  public static boolean takes(WriteCommand<?> command) {
    return command instanceof WriteCommand.Record
        || command instanceof WriteCommand.Settle
        || command instanceof WriteCommand.Report;
  }

  /** To be called before anything else of the batch locks rows, so that no two nodes wait. */
  public void lock() throws SQLException {
    Set<String> externalIds = new LinkedHashSet<>();
    for (WriteCommand<?> command : commands) {
      if (command instanceof WriteCommand.Settle settle) {
        externalIds.addAll(settle.settlement().externalIds());
      } else if (command instanceof WriteCommand.Report report) {
        externalIds.add(report.report().externalId());
      }
    }
    outgoing.lock(externalIds);
  }

  /** Applies the commands and sets their results. */
  public void apply() throws SQLException {
    apply(WriteCommand.Record.class, WriteCommand.Record::request, outgoing::record);
    apply(WriteCommand.Settle.class, WriteCommand.Settle::settlement, outgoing::settle);
    apply(WriteCommand.Report.class, WriteCommand.Report::report, outgoing::report);
  }

  private <C extends WriteCommand<?>, V, R> void apply(
      Class<C> kind, Function<C, V> value, Together<V, R> together) throws SQLException {
    List<Integer> indexes = new ArrayList<>();
    List<V> values = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      if (kind.isInstance(commands.get(i))) {
        indexes.add(i);
        values.add(value.apply(kind.cast(commands.get(i))));
      }
    }
    if (values.isEmpty()) {
      return;
    }
    List<R> applied = together.apply(values);
    for (int i = 0; i < indexes.size(); i++) {
      results[indexes.get(i)] = applied.get(i);
    }
  }
}
