package org.messagingagent.server.store.sqlite;

import static org.messagingagent.server.store.sqlite.SqliteWriter.OUTGOING;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
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
import org.messagingagent.server.store.engine.DeliveryRules;
import org.messagingagent.server.store.engine.OutgoingKinds;
import org.messagingagent.server.store.engine.Texts;
import org.messagingagent.server.store.engine.WriteCommand;

/** Writes to the tables of outgoing messages. For the writer thread alone. */
final class SqliteOutgoing {

  private static final int REPLIED = 4;
  static final int MAX_DESCRIPTION = 2_000;

  private static final String ADD =
      "INSERT INTO outgoing_message (id, plugin, state, status, description, session_key,"
          + " parent_messaging_id, format, user_name, recorded_at, changed_at, attempts)"
          + " VALUES (?, ?, 0, 0, '', '', ?, ?, ?, ?, ?, 0)";
  private static final String FIND =
      "SELECT plugin, state, status, description, session_key FROM outgoing_message WHERE id = ?";
  private static final String SETTLE =
      "UPDATE outgoing_message SET state = ?, status = ?, description = ?, session_key = ?,"
          + " attempts = ?, changed_at = ? WHERE id = ?";
  private static final String CHANGE =
      "UPDATE outgoing_message SET state = ?, status = ?, description = ?, changed_at = ?"
          + " WHERE id = ?";
  static final String NEWEST_OF_SESSION =
      "SELECT id FROM outgoing_message WHERE plugin = ? AND session_key = ? AND session_key <> ''"
          + " ORDER BY id DESC LIMIT 1";
  private static final String ADD_EXTERNAL_ID =
      "INSERT INTO outgoing_external_id (plugin, external_id, messaging_id) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String NEWEST_OF_EXTERNAL_ID =
      "SELECT messaging_id FROM outgoing_external_id WHERE plugin = ? AND external_id = ?"
          + " ORDER BY messaging_id DESC LIMIT 1";
  private static final String COUNT_IN_FLIGHT =
      "SELECT plugin, COUNT(*) FROM outgoing_message WHERE state = 0 GROUP BY plugin";
  static final String SETTLE_IN_FLIGHT =
      "UPDATE outgoing_message SET state = 2, status = 0, description = ?, changed_at = ?"
          + " WHERE state = 0";
  static final String PURGE =
      "DELETE FROM outgoing_message WHERE id IN (SELECT id FROM outgoing_message"
          + " INDEXED BY outgoing_settled WHERE state = 1 AND changed_at < ?"
          + " ORDER BY changed_at LIMIT ?) RETURNING id, plugin, status";
  private static final String REMOVE_EXTERNAL_IDS =
      "DELETE FROM outgoing_external_id WHERE messaging_id = ?";
  private final SqliteWriter writer;
  private final SqliteReports reports;

  SqliteOutgoing(SqliteWriter writer, SqliteReports reports) {
    this.writer = writer;
    this.reports = reports;
  }

  Recording record(NewOutgoing request) throws SQLException {
    int size = request.messages().size();
    if (request.requestKey().isPresent()) {
      Optional<RequestKeys.Known> known =
          RequestKeys.find(request.requestKey().get(), writer.statements());
      if (known.isPresent()) {
        return known.get().sameArguments()
            ? new Recording(
                Recording.Kind.REPEATED,
                ids(Math.toIntExact(known.get().firstId()), known.get().ids()))
            : new Recording(Recording.Kind.KEY_REUSED, List.of());
      }
    }
    int firstId = writer.nextOutgoingIds(size);
    for (int i = 0; i < size; i++) {
      add(firstId + i, request, request.messages().get(i));
    }
    if (request.requestKey().isPresent()) {
      RequestKeys.add(
          request.requestKey().get(), request.recordedAt(), firstId, size, writer.statements());
    }
    count(request.plugin(), OutgoingState.IN_FLIGHT, 0, size);
    return new Recording(Recording.Kind.RECORDED, ids(firstId, size));
  }

  OutgoingStatus settle(Settlement settlement) throws SQLException {
    int id = settlement.messagingId();
    OutgoingStatus before =
        find(id)
            .orElseThrow(
                () ->
                    new StoreException("There is no outgoing message %d to settle".formatted(id)));
    OutgoingStatus after = DeliveryRules.settled(before, settlement, MAX_DESCRIPTION);
    PreparedStatement settle = prepare(SETTLE);
    settle.setInt(1, after.state().code());
    settle.setInt(2, after.status());
    settle.setString(3, after.description());
    settle.setString(
        4, settlement.sessionKey().isEmpty() ? sessionKey(id) : settlement.sessionKey());
    settle.setInt(5, settlement.attempts());
    settle.setLong(6, settlement.at().toEpochMilli());
    settle.setInt(7, id);
    settle.executeUpdate();
    recount(before, after);
    for (String externalId : settlement.externalIds()) {
      addExternalId(after.plugin(), externalId, id);
    }
    return applyEarlyReports(after, settlement.externalIds());
  }

  ReportResult report(DeliveryReport report) throws SQLException {
    OptionalInt id = newestOf(NEWEST_OF_EXTERNAL_ID, report.plugin(), report.externalId());
    if (id.isPresent()) {
      OutgoingStatus before = find(id.getAsInt()).orElseThrow();
      Optional<OutgoingStatus> after =
          DeliveryRules.reported(before, report.status(), report.description(), MAX_DESCRIPTION);
      if (after.isEmpty()) {
        return ReportResult.UNCHANGED;
      }
      change(before, after.get(), report.receivedAt());
      return ReportResult.APPLIED;
    }
    return reports.keep(report) ? ReportResult.KEPT : ReportResult.TOO_MANY;
  }

  /** An answer came in this session: its newest message, if there is one, is Replied. */
  OptionalInt replied(String plugin, String sessionKey, Instant now) throws SQLException {
    OptionalInt id = newestOf(NEWEST_OF_SESSION, plugin, sessionKey);
    if (id.isPresent()) {
      OutgoingStatus before = find(id.getAsInt()).orElseThrow();
      if (before.status() != REPLIED || before.state() != OutgoingState.SETTLED) {
        change(
            before,
            new OutgoingStatus(
                before.messagingId(),
                plugin,
                OutgoingState.SETTLED,
                REPLIED,
                before.state() == OutgoingState.SETTLED ? before.description() : ""),
            now);
      }
    }
    return id;
  }

  int settleInFlight(WriteCommand.SettleInFlight command) throws SQLException {
    try (ResultSet row = prepare(COUNT_IN_FLIGHT).executeQuery()) {
      while (row.next()) {
        count(row.getString(1), OutgoingState.IN_FLIGHT, 0, -row.getLong(2));
        count(row.getString(1), OutgoingState.UNKNOWN, 0, row.getLong(2));
      }
    }
    PreparedStatement settle = prepare(SETTLE_IN_FLIGHT);
    settle.setString(1, Texts.shorten(command.description(), MAX_DESCRIPTION));
    settle.setLong(2, command.now().toEpochMilli());
    return settle.executeUpdate();
  }

  Purged purge(WriteCommand.PurgeOutgoing command) throws SQLException {
    PreparedStatement purge = prepare(PURGE);
    purge.setLong(1, command.changedBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    PreparedStatement removeExternalIds = prepare(REMOVE_EXTERNAL_IDS);
    int messages = 0;
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        removeExternalIds.setInt(1, row.getInt(1));
        removeExternalIds.executeUpdate();
        count(row.getString(2), OutgoingState.SETTLED, row.getInt(3), -1);
        messages++;
      }
    }
    int orphaned = reports.purge(command.orphanedBefore(), command.limit());
    int keys = RequestKeys.purge(command.keysBefore(), command.limit(), writer.statements());
    return new Purged(messages, orphaned, keys);
  }

  private void add(int id, NewOutgoing request, NewOutgoing.Entry message) throws SQLException {
    PreparedStatement add = prepare(ADD);
    long now = request.recordedAt().toEpochMilli();
    add.setInt(1, id);
    add.setString(2, request.plugin());
    if (message.parentMessagingId().isPresent()) {
      add.setInt(3, message.parentMessagingId().getAsInt());
    } else {
      add.setNull(3, Types.INTEGER);
    }
    add.setString(4, message.format());
    add.setString(5, request.user());
    add.setLong(6, now);
    add.setLong(7, now);
    add.executeUpdate();
  }

  private void addExternalId(String plugin, String externalId, int id) throws SQLException {
    PreparedStatement add = prepare(ADD_EXTERNAL_ID);
    add.setString(1, plugin);
    add.setString(2, externalId);
    add.setInt(3, id);
    add.executeUpdate();
  }

  private OutgoingStatus applyEarlyReports(OutgoingStatus settled, List<String> externalIds)
      throws SQLException {
    OutgoingStatus status = settled;
    for (ReportRecord early : reports.take(settled.plugin(), externalIds)) {
      DeliveryReport report = early.report();
      Optional<OutgoingStatus> after =
          DeliveryRules.reported(status, report.status(), report.description(), MAX_DESCRIPTION);
      if (after.isPresent()) {
        change(status, after.get(), report.receivedAt());
        status = after.get();
      }
    }
    return status;
  }

  private Optional<OutgoingStatus> find(int id) throws SQLException {
    PreparedStatement find = prepare(FIND);
    find.setInt(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next()
          ? Optional.of(
              new OutgoingStatus(
                  id,
                  row.getString(1),
                  OutgoingState.of(row.getInt(2)),
                  row.getInt(3),
                  row.getString(4)))
          : Optional.empty();
    }
  }

  private String sessionKey(int id) throws SQLException {
    PreparedStatement find = prepare(FIND);
    find.setInt(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? row.getString(5) : "";
    }
  }

  private OptionalInt newestOf(String sql, String plugin, String key) throws SQLException {
    PreparedStatement newest = prepare(sql);
    newest.setString(1, plugin);
    newest.setString(2, key);
    try (ResultSet row = newest.executeQuery()) {
      return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
    }
  }

  private void change(OutgoingStatus before, OutgoingStatus after, Instant now)
      throws SQLException {
    PreparedStatement change = prepare(CHANGE);
    change.setInt(1, after.state().code());
    change.setInt(2, after.status());
    change.setString(3, after.description());
    change.setLong(4, now.toEpochMilli());
    change.setInt(5, after.messagingId());
    change.executeUpdate();
    recount(before, after);
  }

  private void recount(OutgoingStatus before, OutgoingStatus after) {
    count(before.plugin(), before.state(), before.status(), -1);
    count(after.plugin(), after.state(), after.status(), 1);
  }

  private void count(String plugin, OutgoingState state, int status, long difference) {
    writer.count(OUTGOING, plugin, OutgoingKinds.of(state, status), difference);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return writer.statements().prepare(sql);
  }

  private static List<Integer> ids(int first, int size) {
    return IntStream.range(0, size).mapToObj(i -> first + i).toList();
  }
}
