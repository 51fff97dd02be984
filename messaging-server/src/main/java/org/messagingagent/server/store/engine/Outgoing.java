package org.messagingagent.server.store.engine;

import static org.messagingagent.server.store.engine.CountKey.OUTGOING;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.engine.Dialect.Name;
import org.messagingagent.server.store.engine.OutgoingRows.Added;
import org.messagingagent.server.store.engine.OutgoingRows.ExternalId;
import org.messagingagent.server.store.engine.OutgoingRows.Row;

/**
 * What becomes of outgoing messages. Takes many commands of one kind at once, so that they share
 * their round trips; their effect is that of one after the other. For the writer thread alone.
 */
public final class Outgoing {

  static final int MAX_DESCRIPTION = 2_000;

  private static final int REPLIED = 4;

  private final WriteContext context;
  private final Dialect dialect;
  private final RequestKeys requestKeys;
  private final EarlyReports reports;
  private final OutgoingRows rows;

  /** An incoming message of a session. */
  public record Reply(String plugin, String sessionKey, Instant receivedAt) {}

  /**
   * @param maxReports see {@link EarlyReports}
   */
  public Outgoing(WriteContext context, Dialect dialect, RequestKeys requestKeys, int maxReports) {
    this.context = context;
    this.dialect = dialect;
    this.requestKeys = requestKeys;
    reports = new EarlyReports(context, dialect, maxReports);
    rows = new OutgoingRows(context, dialect);
  }

  /**
   * To be called first in a transaction that settles or reports: nobody else settles or reports
   * with these external ids until it ends.
   */
  public void lock(Collection<String> externalIds) throws SQLException {
    if (!externalIds.isEmpty()) {
      dialect.lockExternalIds(
          context.statements(), externalIds.stream().map(dialect::stored).distinct().toList());
    }
  }

  /** Records requests, each under its key once. */
  public List<Recording> record(List<NewOutgoing> requests) throws SQLException {
    List<Added> added = new ArrayList<>();
    List<Recording> recordings = new ArrayList<>(requests.size());
    for (NewOutgoing request : requests) {
      Optional<Recording> before = before(request);
      recordings.add(before.isPresent() ? before.get() : record(request, added));
    }
    rows.add(added);
    return recordings;
  }

  /**
   * Records the ends of hand-overs, and applies the reports that came before.
   *
   * @throws StoreException where there is no such message
   */
  public List<OutgoingStatus> settle(List<Settlement> settlements) throws SQLException {
    Map<Integer, Row> found = rows.find(settlements.stream().map(Settlement::messagingId).toList());
    List<ExternalId> externalIds = externalIds(settlements, found);
    Map<Name, List<ReportRecord>> early = new HashMap<>();
    if (!externalIds.isEmpty()) {
      List<Name> names = externalIds.stream().map(ExternalId::name).distinct().toList();
      rows.addExternalIds(externalIds);
      early.putAll(reports.take(names));
    }
    List<OutgoingStatus> statuses = new ArrayList<>(settlements.size());
    for (Settlement settlement : settlements) {
      Row row = settled(found.get(settlement.messagingId()), settlement);
      for (ReportRecord each : early(row.status().plugin(), settlement.externalIds(), early)) {
        row = reported(row, each.report()).orElse(row);
      }
      found.put(settlement.messagingId(), row);
      statuses.add(row.status());
    }
    rows.change(found.values());
    return statuses;
  }

  /** Applies reports to their messages, or keeps those that are to be kept. */
  public List<ReportResult> report(List<WriteCommand.Report> delivered) throws SQLException {
    List<Name> names =
        delivered.stream()
            .map(WriteCommand.Report::report)
            .map(each -> name(each.plugin(), each.externalId()))
            .toList();
    Map<Integer, Integer> newest = rows.newestOfExternalIds(names);
    Map<Integer, Row> found = rows.find(newest.values());
    Map<Integer, Row> changed = new TreeMap<>();
    List<DeliveryReport> kept = new ArrayList<>();
    List<ReportResult> results = new ArrayList<>(delivered.size());
    for (int i = 0; i < delivered.size(); i++) {
      DeliveryReport report = delivered.get(i).report();
      Optional<Row> before = Optional.ofNullable(newest.get(i)).map(found::get);
      if (before.isPresent()) {
        Optional<Row> after = reported(before.get(), report);
        after.ifPresent(
            row -> {
              found.put(row.status().messagingId(), row);
              changed.put(row.status().messagingId(), row);
            });
        results.add(after.isPresent() ? ReportResult.APPLIED : ReportResult.UNCHANGED);
      } else if (!delivered.get(i).keeps()) {
        results.add(ReportResult.NOT_KNOWN);
      } else if (reports.hasRoom(report)) {
        kept.add(report);
        results.add(ReportResult.KEPT);
      } else {
        results.add(ReportResult.TOO_MANY);
      }
    }
    rows.change(changed.values());
    reports.keep(kept);
    return results;
  }

  /**
   * Answers came in these sessions: of each the newest message, if there is one, is Replied.
   *
   * @return the ids of those messages, in the order of the replies
   */
  public List<OptionalInt> replied(List<Reply> replies) throws SQLException {
    List<Name> sessions =
        replies.stream().map(each -> name(each.plugin(), each.sessionKey())).toList();
    Map<Integer, Integer> newest = rows.newestOfSessions(sessions);
    Map<Integer, Row> found = rows.find(newest.values());
    Map<Integer, Row> changed = new TreeMap<>();
    List<OptionalInt> parents = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      Optional<Row> before = Optional.ofNullable(newest.get(i)).map(found::get);
      parents.add(before.isPresent() ? OptionalInt.of(newest.get(i)) : OptionalInt.empty());
      if (before.isPresent() && !isReplied(before.get().status())) {
        Row after = replied(before.get(), replies.get(i).receivedAt());
        found.put(newest.get(i), after);
        changed.put(newest.get(i), after);
      }
    }
    rows.change(changed.values());
    return parents;
  }

  /** Answers to these messages came: they are Replied, as far as they exist. */
  public void answered(Collection<Integer> ids, Instant now) throws SQLException {
    Map<Integer, Row> changed = new TreeMap<>();
    rows.find(ids)
        .forEach(
            (id, row) -> {
              if (!isReplied(row.status())) {
                changed.put(id, replied(row, now));
              }
            });
    rows.change(changed.values());
  }

  /** Makes what nobody is sending any more "outcome unknown". */
  public int settleInFlight(WriteCommand.SettleInFlight command) throws SQLException {
    PreparedStatement settle = context.statements().prepare(settleInFlightSql(dialect));
    settle.setString(1, dialect.stored(Texts.shorten(command.description(), MAX_DESCRIPTION)));
    settle.setLong(2, command.now().toEpochMilli());
    int settled = 0;
    try (ResultSet row = settle.executeQuery()) {
      while (row.next()) {
        count(row.getString(1), OutgoingState.IN_FLIGHT, 0, -1);
        count(row.getString(1), OutgoingState.UNKNOWN, 0, 1);
        settled++;
      }
    }
    return settled;
  }

  public int orphanReports(WriteCommand.OrphanReports command) throws SQLException {
    return reports.orphan(command);
  }

  public Purged purge(WriteCommand.PurgeOutgoing command) throws SQLException {
    PreparedStatement purge = context.statements().prepare(purgeSql(dialect));
    purge.setLong(1, command.changedBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    List<Integer> purged = new ArrayList<>();
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        purged.add(row.getInt(1));
        count(row.getString(2), OutgoingState.SETTLED, row.getInt(3), -1);
      }
    }
    rows.removeExternalIds(purged);
    return new Purged(
        purged.size(),
        reports.purge(command.orphanedBefore(), command.limit()),
        requestKeys.purge(command.keysBefore(), command.limit()));
  }

  static String settleInFlightSql(Dialect dialect) {
    return "UPDATE outgoing_message SET state = 2, status = 0, description = ?, changed_at = ?"
        + " WHERE "
        + dialect.senderIsGone()
        + " RETURNING plugin";
  }

  static String purgeSql(Dialect dialect) {
    return "DELETE FROM outgoing_message WHERE "
        + dialect.some(
            "outgoing_message",
            "id",
            "outgoing_settled",
            "state = 1 AND changed_at < ? ORDER BY changed_at")
        + " RETURNING id, plugin, status";
  }

  /** What is answered to a request that was recorded before. */
  private Optional<Recording> before(NewOutgoing request) throws SQLException {
    if (request.requestKey().isEmpty()) {
      return Optional.empty();
    }
    return requestKeys
        .find(request.requestKey().get())
        .map(
            known ->
                known.sameArguments()
                    ? new Recording(
                        Recording.Kind.REPEATED,
                        known.ids().stream().map(Math::toIntExact).toList())
                    : new Recording(Recording.Kind.KEY_REUSED, List.of()));
  }

  private Recording record(NewOutgoing request, List<Added> added) throws SQLException {
    List<Integer> ids = context.nextOutgoingIds(request.messages().size());
    if (request.requestKey().isPresent()) {
      List<Long> kept = ids.stream().map(Integer::longValue).toList();
      if (!requestKeys.add(request.requestKey().get(), request.recordedAt(), kept)) {
        return before(request)
            .orElseThrow(
                () ->
                    new StoreException(
                        "The key of a request was stored and removed meanwhile; try again"));
      }
    }
    for (int i = 0; i < ids.size(); i++) {
      added.add(new Added(ids.get(i), request, request.messages().get(i)));
    }
    count(request.plugin(), OutgoingState.IN_FLIGHT, 0, ids.size());
    return new Recording(Recording.Kind.RECORDED, ids);
  }

  private List<ExternalId> externalIds(List<Settlement> settlements, Map<Integer, Row> found) {
    List<ExternalId> externalIds = new ArrayList<>();
    for (Settlement settlement : settlements) {
      int id = settlement.messagingId();
      Row row =
          Optional.ofNullable(found.get(id))
              .orElseThrow(
                  () ->
                      new StoreException(
                          "There is no outgoing message %d to settle".formatted(id)));
      for (String externalId : settlement.externalIds()) {
        externalIds.add(new ExternalId(name(row.status().plugin(), externalId), id));
      }
    }
    return externalIds;
  }

  /** Takes the early reports of these ids, in the order in which they came. */
  private List<ReportRecord> early(
      String plugin, List<String> externalIds, Map<Name, List<ReportRecord>> early) {
    List<ReportRecord> taken = new ArrayList<>();
    for (String externalId : externalIds) {
      List<ReportRecord> some = early.remove(name(plugin, externalId));
      if (some != null) {
        taken.addAll(some);
      }
    }
    taken.sort(Comparator.comparingLong(ReportRecord::id));
    return taken;
  }

  private Row settled(Row before, Settlement settlement) {
    OutgoingStatus after = DeliveryRules.settled(before.status(), settlement, MAX_DESCRIPTION);
    recount(before.status(), after);
    return new Row(
        after,
        settlement.sessionKey().isEmpty() ? before.sessionKey() : settlement.sessionKey(),
        settlement.attempts(),
        settlement.at());
  }

  private Optional<Row> reported(Row before, DeliveryReport report) {
    Optional<OutgoingStatus> after =
        DeliveryRules.reported(
            before.status(), report.status(), report.description(), MAX_DESCRIPTION);
    after.ifPresent(status -> recount(before.status(), status));
    return after.map(status -> before.with(status, report.receivedAt()));
  }

  private Row replied(Row before, Instant now) {
    OutgoingStatus status = before.status();
    OutgoingStatus after =
        new OutgoingStatus(
            status.messagingId(),
            status.plugin(),
            OutgoingState.SETTLED,
            REPLIED,
            status.state() == OutgoingState.SETTLED ? status.description() : "");
    recount(status, after);
    return before.with(after, now);
  }

  private static boolean isReplied(OutgoingStatus status) {
    return status.status() == REPLIED && status.state() == OutgoingState.SETTLED;
  }

  /** As it is stored, so it can be compared. */
  private Name name(String plugin, String name) {
    return new Name(plugin, dialect.stored(name));
  }

  private void recount(OutgoingStatus before, OutgoingStatus after) {
    count(before.plugin(), before.state(), before.status(), -1);
    count(after.plugin(), after.state(), after.status(), 1);
  }

  private void count(String plugin, OutgoingState state, int status, long difference) {
    context.count(new CountKey(OUTGOING, plugin, OutgoingKinds.of(state, status)), difference);
  }
}
