package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted.Noted;

/**
 * Takes note of what transactions of the host stored: their counts become those of this node, and
 * what their messages answer becomes Replied. Several nodes may do it at once; each row is taken by
 * one. For the writer thread alone.
 */
final class PgHostNotes {

  /** Begins the names of rows in {@code progress} that say which message another one answers. */
  static final String ANSWER = "answer ";

  /** Gives a row where there is something to take note of. */
  static final String ANY =
      "SELECT 1 FROM message_count WHERE epoch < 0 UNION ALL"
          + " SELECT 1 FROM progress WHERE starts_with(name, '"
          + ANSWER
          + "') LIMIT 1";

  private static final String COUNTS =
      "DELETE FROM message_count WHERE ctid = ANY (ARRAY (SELECT ctid FROM message_count"
          + " WHERE epoch < 0 LIMIT ? FOR UPDATE SKIP LOCKED))"
          + " RETURNING direction, plugin, kind, messages";
  private static final String ANSWERS =
      "DELETE FROM progress WHERE ctid = ANY (ARRAY (SELECT ctid FROM progress"
          + " WHERE starts_with(name, '"
          + ANSWER
          + "') LIMIT ? FOR UPDATE SKIP LOCKED)) RETURNING position";

  private final PgWriter writer;

  PgHostNotes(PgWriter writer) {
    this.writer = writer;
  }

  /** Messages that were not counted before, and what they answer, as far as the limit goes. */
  Noted note(NoteAccepted command) throws SQLException {
    Map<String, Long> accepted = new HashMap<>();
    int counted = 0;
    PreparedStatement counts = writer.statements().prepare(COUNTS);
    counts.setInt(1, command.limit());
    try (ResultSet row = counts.executeQuery()) {
      while (row.next()) {
        CountKey key = new CountKey(row.getString(1), row.getString(2), row.getInt(3));
        writer.count(key, row.getLong(4));
        accepted.merge(key.name(), row.getLong(4), Long::sum);
        counted++;
      }
    }
    PreparedStatement answers = writer.statements().prepare(ANSWERS);
    answers.setInt(1, command.limit());
    List<Integer> answered = new ArrayList<>();
    try (ResultSet row = answers.executeQuery()) {
      while (row.next()) {
        answered.add(Math.toIntExact(row.getLong(1)));
      }
    }
    if (!answered.isEmpty()) {
      writer.outgoing().answered(answered, command.now());
    }
    return new Noted(accepted, Math.max(counted, answered.size()) >= command.limit());
  }
}
