package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.engine.Texts;
import org.messagingagent.server.store.engine.WriteCommand.Finish;
import org.messagingagent.server.store.engine.WriteCommand.Park;
import org.messagingagent.server.store.engine.WriteCommand.Postpone;
import org.messagingagent.server.store.postgres.PgTurns.Ended;
import org.messagingagent.server.store.postgres.PgTurns.Session;

/**
 * Records what became of attempts, many at once. What was read under another epoch than that of the
 * open transaction is refused. For the writer thread alone.
 */
final class PgEnd {

  private static final int MAX_REASON = 2_000;

  // Rows are locked in the order in which they are handed in: by their ids.
  // A message that waits and has an end is one whose handler's transaction was committed: whatever
  // was made of its last attempt, it is handled.
  private static final String FINISH =
      "UPDATE incoming_message m SET state = CASE WHEN m.ended_at IS NULL THEN f.state ELSE 1 END, "
          + " failures = f.failures, reason = CASE WHEN m.ended_at IS NULL THEN f.reason ELSE '' END,"
          + " ended_at = f.now FROM (SELECT unnest(?::bigint[]) AS id, unnest(?::integer[]) AS state,"
          + " unnest(?::integer[]) AS failures, unnest(?::text[]) AS reason,"
          + " unnest(?::bigint[]) AS now) f WHERE m.id = f.id AND m.state = 0"
          + " RETURNING m.id, m.plugin, m.session_key, m.due_at IS NOT NULL, m.state";
  private static final String POSTPONE =
      "UPDATE incoming_message m SET failures = p.failures, reason = p.reason, undecided = false,"
          + " due_at = CASE WHEN m.due_at IS NULL THEN NULL ELSE p.due END FROM"
          + " (SELECT unnest(?::bigint[]) AS id, unnest(?::integer[]) AS failures,"
          + " unnest(?::text[]) AS reason, unnest(?::bigint[]) AS due) p"
          + " WHERE m.id = p.id AND m.state = 0 RETURNING m.id";
  private static final String PARK =
      "UPDATE incoming_message m SET due_at = NULL, undecided = false WHERE m.id = ANY (?::bigint[])"
          + " AND m.state = 0 AND m.undecided AND m.plugin = ?"
          + " AND m.partition_no = ANY (?::integer[]) AND "
          + PgReady.COMES_AFTER_OTHERS;

  private final PgWriter writer;
  private final PgTurns turns;

  PgEnd(PgWriter writer, PgTurns turns) {
    this.writer = writer;
    this.turns = turns;
  }

  List<Boolean> finish(List<Finish> commands) throws SQLException {
    Map<Long, Finish> valid = new TreeMap<>();
    for (Finish command : commands) {
      if (command.epoch() == writer.epoch()) {
        valid.putIfAbsent(command.id(), command);
      }
    }
    Set<Long> ended = valid.isEmpty() ? new HashSet<>() : end(valid);
    List<Boolean> answers = new ArrayList<>(commands.size());
    for (Finish command : commands) { // a second one of a message comes too late
      answers.add(command.epoch() == writer.epoch() && ended.remove(command.id()));
    }
    return answers;
  }

  List<Boolean> postpone(List<Postpone> commands) throws SQLException {
    Map<Long, Postpone> valid = new TreeMap<>();
    for (Postpone command : commands) {
      if (command.epoch() == writer.epoch()) {
        valid.put(command.id(), command);
      }
    }
    Set<Long> postponed = valid.isEmpty() ? Set.of() : postpone(valid);
    return commands.stream()
        .map(command -> command.epoch() == writer.epoch() && postponed.contains(command.id()))
        .toList();
  }

  /** Only the owner may: its own outcomes do not happen between the look and the change. */
  int park(Park command) throws SQLException {
    PreparedStatement park = writer.statements().prepare(PARK);
    park.setObject(1, Columns.ids(command.ids().stream().sorted().toList()));
    park.setString(2, command.plugin());
    park.setObject(3, writer.owned(command.plugin()).numbers());
    return park.executeUpdate();
  }

  static String stored(String reason) {
    return PgText.stored(Texts.shorten(reason, MAX_REASON));
  }

  private Set<Long> end(Map<Long, Finish> commands) throws SQLException {
    List<Finish> rows = List.copyOf(commands.values());
    PreparedStatement finish = writer.statements().prepare(FINISH);
    finish.setObject(1, Columns.longs(rows, Finish::id));
    finish.setObject(2, Columns.ints(rows, row -> row.state().code()));
    finish.setObject(3, Columns.ints(rows, Finish::failures));
    finish.setObject(4, Columns.texts(rows, row -> stored(row.reason())));
    finish.setObject(5, Columns.longs(rows, row -> row.now().toEpochMilli()));
    Set<Long> ended = new HashSet<>();
    Map<Session, Ended> sessions = new LinkedHashMap<>();
    try (ResultSet row = finish.executeQuery()) {
      while (row.next()) {
        Finish command = commands.get(row.getLong(1));
        String plugin = row.getString(2);
        String sessionKey = row.getString(3);
        ended.add(command.id());
        writer.nearby().ended(plugin, command.id());
        writer.count(plugin, MessageState.WAITING, -1);
        writer.count(plugin, MessageState.of(row.getInt(5)), 1);
        if (sessionKey != null && row.getBoolean(4)) {
          Session session = new Session(plugin, sessionKey);
          sessions.put(session, new Ended(session, command.now()));
        }
      }
    }
    turns.goOn(List.copyOf(sessions.values()));
    return ended;
  }

  private Set<Long> postpone(Map<Long, Postpone> commands) throws SQLException {
    List<Postpone> rows = List.copyOf(commands.values());
    PreparedStatement postpone = writer.statements().prepare(POSTPONE);
    postpone.setObject(1, Columns.longs(rows, Postpone::id));
    postpone.setObject(2, Columns.ints(rows, Postpone::failures));
    postpone.setObject(3, Columns.texts(rows, row -> stored(row.reason())));
    postpone.setObject(4, Columns.longs(rows, row -> row.due().toEpochMilli()));
    Set<Long> postponed = new HashSet<>();
    try (ResultSet row = postpone.executeQuery()) {
      while (row.next()) {
        postponed.add(row.getLong(1));
      }
    }
    return postponed;
  }
}
