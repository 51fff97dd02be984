package org.messagingagent.server.store.sqlite;

import static org.messagingagent.server.store.sqlite.SqliteWriter.OUTGOING;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.Lists;
import org.messagingagent.server.store.engine.OutgoingKinds;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.WriteCommand;

/** The outbox in SQLite. */
final class SqliteOutboxStore implements OutboxStore {

  private static final String STATUS =
      "SELECT plugin, state, status, description FROM outgoing_message WHERE id = ?";
  private static final String COLUMNS =
      "id, plugin, state, status, description, session_key, parent_messaging_id, user_name,"
          + " recorded_at, changed_at, attempts";
  private static final String FIND = "SELECT " + COLUMNS + " FROM outgoing_message WHERE id = ?";
  static final String UNSETTLED =
      "SELECT "
          + COLUMNS
          + " FROM outgoing_message INDEXED BY outgoing_unknown_plugin"
          + " WHERE plugin = ? AND state = 2 AND id > ? ORDER BY id LIMIT ?";
  private static final String EXTERNAL_IDS =
      "SELECT external_id FROM outgoing_external_id WHERE messaging_id = ? ORDER BY external_id";

  private final SqliteReaders readers;
  private final GroupCommit commits;
  private final SqliteWriter writer;

  SqliteOutboxStore(SqliteReaders readers, GroupCommit commits, SqliteWriter writer) {
    this.readers = readers;
    this.commits = commits;
    this.writer = writer;
  }

  @Override
  public CompletionStage<Recording> record(NewOutgoing request) {
    if (request.messages().isEmpty()) {
      throw new IllegalArgumentException("A request has at least one message");
    }
    return commits.submit(new WriteCommand.Record(request));
  }

  @Override
  public CompletionStage<OutgoingStatus> settle(Settlement settlement) {
    if (settlement.state() == OutgoingState.IN_FLIGHT) {
      throw new IllegalArgumentException("A settlement is SETTLED or UNKNOWN, not IN_FLIGHT");
    }
    return commits.submit(new WriteCommand.Settle(settlement));
  }

  @Override
  public CompletionStage<ReportResult> report(DeliveryReport report) {
    return commits.submit(new WriteCommand.Report(report));
  }

  @Override
  public Map<Integer, OutgoingStatus> statuses(List<Integer> messagingIds) {
    return readers.read(
        statements -> {
          PreparedStatement status = statements.prepare(STATUS);
          Map<Integer, OutgoingStatus> statuses = new HashMap<>();
          for (int id : messagingIds) {
            status.setInt(1, id);
            try (ResultSet row = status.executeQuery()) {
              if (row.next()) {
                statuses.put(
                    id,
                    new OutgoingStatus(
                        id,
                        row.getString(1),
                        OutgoingState.of(row.getInt(2)),
                        row.getInt(3),
                        row.getString(4)));
              }
            }
          }
          return statuses;
        });
  }

  @Override
  public int settleInFlight(String description, Instant now) {
    return SqliteStore.await(commits.submit(new WriteCommand.SettleInFlight(description, now)));
  }

  @Override
  public Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    writer
        .counts()
        .forEach(
            (key, number) -> {
              if (key.direction().equals(OUTGOING)) {
                counts
                    .computeIfAbsent(key.plugin(), plugin -> new TreeMap<>())
                    .put(OutgoingKinds.name(key.kind()), number);
              }
            });
    return counts;
  }

  @Override
  public List<OutgoingRecord> list(OutgoingFilter filter, int before, int limit) {
    Lists.checkLimit(limit);
    StringBuilder sql =
        new StringBuilder("SELECT " + COLUMNS + " FROM outgoing_message WHERE id < ?");
    filter.plugin().ifPresent(plugin -> sql.append(" AND plugin = ?"));
    // A constant, not a parameter: so the partial indexes can be used.
    filter.state().ifPresent(state -> sql.append(" AND state = ").append(state.code()));
    filter.status().ifPresent(status -> sql.append(" AND status = ?"));
    sql.append(" ORDER BY id DESC LIMIT ?");
    return readers.read(
        statements -> {
          PreparedStatement list = statements.prepare(sql.toString());
          int parameter = 1;
          list.setInt(parameter++, before);
          if (filter.plugin().isPresent()) {
            list.setString(parameter++, filter.plugin().get());
          }
          if (filter.status().isPresent()) {
            list.setInt(parameter++, filter.status().get());
          }
          list.setInt(parameter, limit);
          return records(list, statements);
        });
  }

  @Override
  public Optional<OutgoingRecord> find(int messagingId) {
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(FIND);
          find.setInt(1, messagingId);
          try (ResultSet row = find.executeQuery()) {
            return row.next()
                ? Optional.of(record(row, externalIds(messagingId, statements)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<OutgoingRecord> unsettled(String plugin, int after, int limit) {
    Lists.checkLimit(limit);
    return readers.read(
        statements -> {
          PreparedStatement unsettled = statements.prepare(UNSETTLED);
          unsettled.setString(1, plugin);
          unsettled.setInt(2, after);
          unsettled.setInt(3, limit);
          return records(unsettled, statements);
        });
  }

  @Override
  public Map<String, ReportCounts> reportCounts() {
    return writer.reportCounts();
  }

  @Override
  public List<ReportRecord> reports(ReportFilter filter, long before, int limit) {
    Lists.checkLimit(limit);
    return readers.read(statements -> SqliteReports.list(filter, before, limit, statements));
  }

  @Override
  public CompletionStage<Integer> orphanReports(Instant receivedBefore, Instant now, int limit) {
    return commits.submit(new WriteCommand.OrphanReports(receivedBefore, now, limit));
  }

  @Override
  public CompletionStage<Purged> purge(
      Instant changedBefore, Instant orphanedBefore, Instant keysBefore, int limit) {
    return commits.submit(
        new WriteCommand.PurgeOutgoing(changedBefore, orphanedBefore, keysBefore, limit));
  }

  private static List<OutgoingRecord> records(PreparedStatement query, Statements statements)
      throws SQLException {
    List<OutgoingRecord> records = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        records.add(record(row, externalIds(row.getInt(1), statements)));
      }
    }
    return List.copyOf(records);
  }

  private static List<String> externalIds(int messagingId, Statements statements)
      throws SQLException {
    PreparedStatement find = statements.prepare(EXTERNAL_IDS);
    find.setInt(1, messagingId);
    List<String> externalIds = new ArrayList<>();
    try (ResultSet row = find.executeQuery()) {
      while (row.next()) {
        externalIds.add(row.getString(1));
      }
    }
    return List.copyOf(externalIds);
  }

  private static OutgoingRecord record(ResultSet row, List<String> externalIds)
      throws SQLException {
    return new OutgoingRecord(
        row.getInt(1),
        row.getString(2),
        OutgoingState.of(row.getInt(3)),
        row.getInt(4),
        row.getString(5),
        row.getString(6),
        externalIds,
        IncomingRows.optionalInt(row, 7),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        row.getInt(11));
  }
}
