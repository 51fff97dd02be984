package org.messagingagent.server.store.engine;

import static org.messagingagent.server.store.engine.CountKey.INCOMING;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.messagingagent.server.store.InboxStore.Content;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.MessageState;

/** Incoming messages as an operator sees them. Safe for use by many threads. */
public final class IncomingRecords {

  private static final String COLUMNS =
      "id, plugin, state, session_key, parent_messaging_id, user_name, received_at, due_at,"
          + " ended_at, failures, reason";
  private static final String FIND = "SELECT " + COLUMNS + " FROM incoming_message WHERE id = ?";
  private static final String CONTENT =
      "SELECT sender, receiver, content, format FROM incoming_content WHERE id = ?";

  private final Readers readers;
  private final Dialect dialect;

  public IncomingRecords(Readers readers, Dialect dialect) {
    this.readers = readers;
    this.dialect = dialect;
  }

  /** See {@link org.messagingagent.server.store.InboxStore#counts}. */
  public static Map<String, Map<MessageState, Long>> counts(Map<CountKey, Long> numbers) {
    Map<String, Map<MessageState, Long>> counts = new TreeMap<>();
    numbers.forEach(
        (key, number) -> {
          if (key.direction().equals(INCOMING)) {
            counts
                .computeIfAbsent(key.name(), plugin -> new EnumMap<>(MessageState.class))
                .put(MessageState.of(key.kind()), number);
          }
        });
    return counts;
  }

  /** See {@link org.messagingagent.server.store.InboxStore#list}. */
  public List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    Lists.checkLimit(limit);
    StringBuilder sql =
        new StringBuilder("SELECT " + COLUMNS + " FROM incoming_message WHERE id < ?");
    filter.plugin().ifPresent(plugin -> sql.append(" AND plugin = ?"));
    // A constant, not a parameter: so the partial indexes can be used.
    filter.state().ifPresent(state -> sql.append(" AND state = ").append(state.code()));
    filter.sessionKey().ifPresent(sessionKey -> sql.append(" AND session_key = ?"));
    sql.append(" ORDER BY id DESC LIMIT ?");
    return readers.read(
        statements -> {
          PreparedStatement list = statements.prepare(sql.toString());
          int parameter = 1;
          list.setLong(parameter++, before);
          if (filter.plugin().isPresent()) {
            list.setString(parameter++, filter.plugin().get());
          }
          if (filter.sessionKey().isPresent()) {
            list.setString(parameter++, dialect.stored(filter.sessionKey().get()));
          }
          list.setInt(parameter, limit);
          List<IncomingRecord> records = new ArrayList<>();
          try (ResultSet row = list.executeQuery()) {
            while (row.next()) {
              records.add(record(row, Optional.empty()));
            }
          }
          return List.copyOf(records);
        });
  }

  /** See {@link org.messagingagent.server.store.InboxStore#find}. */
  public Optional<IncomingRecord> find(long id) {
    return readers.read(
        statements -> {
          Optional<Content> content = content(id, statements);
          PreparedStatement find = statements.prepare(FIND);
          find.setLong(1, id);
          try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(record(row, content)) : Optional.empty();
          }
        });
  }

  private Optional<Content> content(long id, Statements statements) throws SQLException {
    PreparedStatement content = statements.prepare(CONTENT);
    content.setLong(1, id);
    try (ResultSet row = content.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Content(
                  dialect.text(row.getString(1)),
                  dialect.text(row.getString(2)),
                  dialect.text(row.getString(3)),
                  dialect.text(row.getString(4))))
          : Optional.empty();
    }
  }

  private IncomingRecord record(ResultSet row, Optional<Content> content) throws SQLException {
    MessageState state = MessageState.of(row.getInt(3));
    String sessionKey = row.getString(4);
    Optional<Instant> due = Lists.optionalTime(row, 8);
    return new IncomingRecord(
        row.getLong(1),
        row.getString(2),
        state,
        sessionKey == null ? "" : dialect.text(sessionKey),
        IncomingRows.optionalInt(row, 5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        state == MessageState.WAITING ? due : Optional.empty(),
        Lists.optionalTime(row, 9),
        row.getInt(10),
        dialect.text(row.getString(11)),
        content);
  }
}
