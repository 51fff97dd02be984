package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.messagingagent.server.store.NewIncoming;

/** Whose turn it is in the sessions. For the writer thread alone. */
final class PgTurns {

  /**
   * A session of a plugin.
   *
   * @param sessionKey as it is stored
   */
  record Session(String plugin, String sessionKey) {
    static Session of(NewIncoming message) {
      return new Session(message.plugin(), PgText.stored(message.sessionKey()));
    }
  }

  /** A session whose turn has ended. */
  record Ended(Session session, Instant now) {}

  /** A message of this session has its turn, and everybody knows. */
  static final String HOLDER_OF =
      "SELECT 1 FROM incoming_message h WHERE h.plugin = %1$s.plugin"
          + " AND h.session_key = %1$s.session_key AND h.state = 0 AND h.due_at IS NOT NULL"
          + " AND NOT h.undecided";

  private static final String WAITING =
      "SELECT s.n FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS s(plugin, session_key, n)"
          + " WHERE EXISTS (SELECT 1 FROM incoming_message m WHERE m.plugin = s.plugin"
          + " AND m.session_key = s.session_key AND m.state = 0)";
  private static final String GO_ON =
      "UPDATE incoming_message m SET due_at = n.now, undecided = false FROM"
          + " (SELECT e.now, f.id FROM unnest(?::text[], ?::text[], ?::bigint[])"
          + " AS e(plugin, session_key, now), LATERAL (SELECT id FROM incoming_message w"
          + " WHERE w.plugin = e.plugin AND w.session_key = e.session_key AND w.state = 0"
          + " ORDER BY w.id LIMIT 1) f WHERE NOT EXISTS ("
          + HOLDER_OF.formatted("e")
          + ") ORDER BY f.id OFFSET 0) n WHERE m.id = n.id AND m.state = 0 RETURNING m.id";

  private final PgWriter writer;

  PgTurns(PgWriter writer) {
    this.writer = writer;
  }

  /** Those of these sessions of which a message waits; the set is the caller's. */
  Set<Session> waiting(List<Session> sessions) throws SQLException {
    Set<Session> waiting = new HashSet<>();
    if (sessions.isEmpty()) {
      return waiting;
    }
    PreparedStatement select = writer.statements().prepare(WAITING);
    select.setObject(1, Columns.texts(sessions, Session::plugin));
    select.setObject(2, Columns.texts(sessions, Session::sessionKey));
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        waiting.add(sessions.get(row.getInt(1) - 1));
      }
    }
    return waiting;
  }

  /**
   * In sessions whose turn has ended it is the oldest one's turn, which is announced.
   *
   * @param ended each session once
   */
  void goOn(List<Ended> ended) throws SQLException {
    if (ended.isEmpty()) {
      return;
    }
    PreparedStatement goOn = writer.statements().prepare(GO_ON);
    goOn.setObject(1, Columns.texts(ended, each -> each.session().plugin()));
    goOn.setObject(2, Columns.texts(ended, each -> each.session().sessionKey()));
    goOn.setObject(3, Columns.longs(ended, each -> each.now().toEpochMilli()));
    List<Long> ids = new ArrayList<>();
    try (ResultSet row = goOn.executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    announce(ids);
  }

  /** Says of messages whose turn it is that they are ready. */
  void announce(List<Long> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    List<Long> sorted = ids.stream().sorted(Comparator.naturalOrder()).toList();
    PgRows.waiting(sorted, Long.MAX_VALUE, writer.epoch(), Long.MAX_VALUE, writer.statements())
        .forEach(writer::becameReady);
  }
}
