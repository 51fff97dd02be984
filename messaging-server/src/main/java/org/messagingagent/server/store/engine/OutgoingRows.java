package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.engine.Dialect.Name;

/** The rows of outgoing messages and their external ids. For the writer thread alone. */
final class OutgoingRows {

  /** What changes of a message. */
  record Row(OutgoingStatus status, String sessionKey, int attempts, Instant changedAt) {

    Row with(OutgoingStatus newStatus, Instant now) {
      return new Row(newStatus, sessionKey, attempts, now);
    }
  }

  /** A message to be added. */
  record Added(int id, NewOutgoing request, NewOutgoing.Entry message) {}

  /** An external id of a message. */
  record ExternalId(Name name, int messagingId) {}

  private static final String BY_ID =
      "SELECT id, plugin, state, status, description, session_key, attempts, changed_at"
          + " FROM outgoing_message WHERE id = ?";
  private static final String CHANGE =
      "UPDATE outgoing_message SET state = ?, status = ?, description = ?, session_key = ?,"
          + " attempts = ?, changed_at = ? WHERE id = ?";
  static final String NEWEST_OF_SESSION =
      "SELECT id FROM outgoing_message WHERE plugin = ? AND session_key = ? AND session_key <> ''"
          + " ORDER BY id DESC LIMIT 1";
  private static final String ADD_EXTERNAL_ID =
      "INSERT INTO outgoing_external_id (plugin, external_id, messaging_id) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  static final String NEWEST_OF_EXTERNAL_ID =
      "SELECT messaging_id FROM outgoing_external_id WHERE plugin = ? AND external_id = ?"
          + " ORDER BY messaging_id DESC LIMIT 1";
  private static final String REMOVE_EXTERNAL_IDS =
      "DELETE FROM outgoing_external_id WHERE messaging_id = ?";

  private final WriteContext context;
  private final Dialect dialect;
  private final String find;

  OutgoingRows(WriteContext context, Dialect dialect) {
    this.context = context;
    this.dialect = dialect;
    find = BY_ID + dialect.forUpdate();
  }

  void add(List<Added> messages) throws SQLException {
    Batch.run(context.statements(), dialect.addOutgoing(), messages, this::bind);
  }

  /** Those that exist, by id; nobody else changes them until this transaction ends. */
  Map<Integer, Row> find(Collection<Integer> ids) throws SQLException {
    Map<Integer, Row> found = new TreeMap<>();
    // In the order of ids, so that two nodes do not wait for each other.
    List<Integer> sorted = ids.stream().distinct().sorted().toList();
    dialect.eachId(
        context.statements(),
        find,
        sorted,
        (key, row) ->
            found.put(
                row.getInt(1),
                new Row(
                    new OutgoingStatus(
                        row.getInt(1),
                        row.getString(2),
                        OutgoingState.of(row.getInt(3)),
                        row.getInt(4),
                        dialect.text(row.getString(5))),
                    dialect.text(row.getString(6)),
                    row.getInt(7),
                    Instant.ofEpochMilli(row.getLong(8)))));
    return found;
  }

  void change(Collection<Row> rows) throws SQLException {
    Batch.run(
        context.statements(),
        CHANGE,
        rows,
        (change, row) -> {
          change.setInt(1, row.status().state().code());
          change.setInt(2, row.status().status());
          change.setString(3, dialect.stored(row.status().description()));
          change.setString(4, dialect.stored(row.sessionKey()));
          change.setInt(5, row.attempts());
          change.setLong(6, row.changedAt().toEpochMilli());
          change.setInt(7, row.status().messagingId());
        });
  }

  void addExternalIds(List<ExternalId> externalIds) throws SQLException {
    Batch.run(
        context.statements(),
        ADD_EXTERNAL_ID,
        externalIds,
        (add, externalId) -> {
          add.setString(1, externalId.name().plugin());
          add.setString(2, externalId.name().name());
          add.setInt(3, externalId.messagingId());
        });
  }

  void removeExternalIds(List<Integer> ids) throws SQLException {
    Batch.run(context.statements(), REMOVE_EXTERNAL_IDS, ids, (remove, id) -> remove.setInt(1, id));
  }

  /** The newest message of each external id that has one, by the index of the id. */
  Map<Integer, Integer> newestOfExternalIds(List<Name> externalIds) throws SQLException {
    return newest(NEWEST_OF_EXTERNAL_ID, externalIds);
  }

  /** The newest message of each session that has one, by the index of the session. */
  Map<Integer, Integer> newestOfSessions(List<Name> sessions) throws SQLException {
    return newest(NEWEST_OF_SESSION, sessions);
  }

  private Map<Integer, Integer> newest(String sql, List<Name> names) throws SQLException {
    Map<Integer, Integer> ids = new HashMap<>();
    dialect.eachName(context.statements(), sql, names, (key, row) -> ids.put(key, row.getInt(1)));
    return ids;
  }

  private void bind(PreparedStatement add, Added added) throws SQLException {
    long now = added.request().recordedAt().toEpochMilli();
    add.setInt(1, added.id());
    add.setString(2, added.request().plugin());
    if (added.message().parentMessagingId().isPresent()) {
      add.setInt(3, added.message().parentMessagingId().getAsInt());
    } else {
      add.setNull(3, Types.INTEGER);
    }
    add.setString(4, dialect.stored(added.message().format()));
    add.setString(5, added.request().user());
    add.setLong(6, now);
    add.setLong(7, now);
    if (dialect.manyNodes()) {
      add.setLong(8, context.epoch());
    }
  }
}
