package org.messagingagent.server.store.engine;

import static org.messagingagent.server.store.engine.CountKey.OUTGOING;
import static org.messagingagent.server.store.engine.CountKey.REPORT;

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
import java.util.function.Supplier;
import org.messagingagent.server.store.OutboxStore;

/** The outbox. */
public final class SqlOutboxStore implements OutboxStore {

  private static final String STATUS =
      "SELECT plugin, state, status, description FROM outgoing_message WHERE id = ?";
  private static final String COLUMNS =
      "id, plugin, state, status, description, session_key, parent_messaging_id, user_name,"
          + " recorded_at, changed_at, attempts, ";
  private static final String EXTERNAL_IDS =
      "SELECT external_id FROM outgoing_external_id WHERE messaging_id = ? ORDER BY external_id";

  private final Readers readers;
  private final GroupCommit commits;
  private final Dialect dialect;
  private final String findSql;
  private final Supplier<Map<CountKey, Long>> numbers;

  /**
   * @param numbers what is counted, of all nodes
   */
  public SqlOutboxStore(
      Readers readers,
      GroupCommit commits,
      Dialect dialect,
      Supplier<Map<CountKey, Long>> numbers) {
    this.readers = readers;
    this.commits = commits;
    this.dialect = dialect;
    this.findSql = "SELECT " + columns(dialect) + " FROM outgoing_message WHERE id = ?";
    this.numbers = numbers;
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
    return commits.submit(new WriteCommand.Report(report, true));
  }

  @Override
  public CompletionStage<ReportResult> reportIfKnown(DeliveryReport report) {
    return commits.submit(new WriteCommand.Report(report, false));
  }

  @Override
  public Map<Integer, OutgoingStatus> statuses(List<Integer> messagingIds) {
    return readers.read(
        statements -> {
          Map<Integer, OutgoingStatus> statuses = new HashMap<>();
          dialect.eachId(
              statements,
              STATUS,
              messagingIds,
              (key, row) ->
                  statuses.put(
                      messagingIds.get(key),
                      new OutgoingStatus(
                          messagingIds.get(key),
                          row.getString(1),
                          OutgoingState.of(row.getInt(2)),
                          row.getInt(3),
                          dialect.text(row.getString(4)))));
          return statuses;
        });
  }

  @Override
  public int settleInFlight(String description, Instant now) {
    return GroupCommit.await(commits.submit(new WriteCommand.SettleInFlight(description, now)));
  }

  @Override
  public Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    numbers
        .get()
        .forEach(
            (key, number) -> {
              if (key.direction().equals(OUTGOING)) {
                counts
                    .computeIfAbsent(key.name(), plugin -> new TreeMap<>())
                    .put(OutgoingKinds.name(key.kind()), number);
              }
            });
    return counts;
  }

  @Override
  public List<OutgoingRecord> list(OutgoingFilter filter, int before, int limit) {
    Lists.checkLimit(limit);
    PageQuery page =
        new PageQuery(columns(dialect), "outgoing_message", before)
            .andEqual("plugin", filter.plugin())
            // A constant, not a parameter: so the partial indexes can be used.
            .and(filter.state().map(state -> "state = " + state.code()))
            .andEqual("status", filter.status());
    return readers.read(
        statements -> withExternalIds(page.read(limit, statements, this::record), statements));
  }

  @Override
  public Optional<OutgoingRecord> find(int messagingId) {
    return readers.read(
        statements -> {
          PreparedStatement find = statements.prepare(findSql);
          find.setInt(1, messagingId);
          return records(find, statements).stream().findFirst();
        });
  }

  @Override
  public List<OutgoingRecord> unsettled(String plugin, int after, int limit) {
    Lists.checkLimit(limit);
    return readers.read(
        statements -> {
          PreparedStatement unsettled = statements.prepare(unsettledSql(dialect));
          unsettled.setString(1, plugin);
          unsettled.setInt(2, after);
          unsettled.setInt(3, limit);
          return records(unsettled, statements);
        });
  }

  @Override
  public Map<String, ReportCounts> reportCounts() {
    Map<CountKey, Long> all = numbers.get();
    Map<String, ReportCounts> counts = new TreeMap<>();
    for (CountKey key : all.keySet()) {
      if (key.direction().equals(REPORT)) {
        counts.put(
            key.name(),
            new ReportCounts(
                all.getOrDefault(new CountKey(REPORT, key.name(), EarlyReports.WAITING), 0L),
                all.getOrDefault(new CountKey(REPORT, key.name(), EarlyReports.ORPHANED), 0L)));
      }
    }
    return counts;
  }

  @Override
  public List<ReportRecord> reports(ReportFilter filter, long before, int limit) {
    Lists.checkLimit(limit);
    PageQuery page =
        new PageQuery(EarlyReports.COLUMNS, "early_report", before)
            .andEqual("plugin", filter.plugin())
            .and(filter.state().map(SqlOutboxStore::condition));
    return readers.read(
        statements ->
            List.copyOf(page.read(limit, statements, row -> EarlyReports.record(row, dialect))));
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

  private static String columns(Dialect dialect) {
    return COLUMNS + dialect.sender();
  }

  static String unsettledSql(Dialect dialect) {
    return "SELECT "
        + columns(dialect)
        + " FROM outgoing_message"
        + dialect.indexedBy("outgoing_unknown_plugin")
        + " WHERE plugin = ? AND state = 2 AND id > ? ORDER BY id LIMIT ?";
  }

  private static String condition(ReportState state) {
    return switch (state) {
      case WAITING -> "orphaned_at IS NULL";
      case ORPHANED -> "orphaned_at IS NOT NULL";
    };
  }

  private List<OutgoingRecord> records(PreparedStatement query, Statements statements)
      throws SQLException {
    List<OutgoingRecord> records = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        records.add(record(row));
      }
    }
    return withExternalIds(records, statements);
  }

  private List<OutgoingRecord> withExternalIds(List<OutgoingRecord> records, Statements statements)
      throws SQLException {
    Map<Integer, List<String>> externalIds = new HashMap<>();
    dialect.eachId(
        statements,
        EXTERNAL_IDS,
        records.stream().map(OutgoingRecord::messagingId).toList(),
        (key, row) ->
            externalIds
                .computeIfAbsent(records.get(key).messagingId(), id -> new ArrayList<>())
                .add(dialect.text(row.getString(1))));
    return records.stream()
        .map(each -> each.with(externalIds.getOrDefault(each.messagingId(), List.of())))
        .toList();
  }

  private OutgoingRecord record(ResultSet row) throws SQLException {
    return new OutgoingRecord(
        row.getInt(1),
        row.getString(2),
        OutgoingState.of(row.getInt(3)),
        row.getInt(4),
        dialect.text(row.getString(5)),
        dialect.text(row.getString(6)),
        List.of(),
        IncomingRows.optionalInt(row, 7),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        row.getInt(11),
        row.getLong(12));
  }
}
