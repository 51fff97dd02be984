package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.Tally;

/**
 * How many rows there are of each sort. Each epoch has numbers of its own, written with the commits
 * under it; the sums count. For the writer thread alone.
 */
final class PgCounts {

  private static final long FRESH_NANOS = 2_000_000_000L;

  private static final String ADD =
      "INSERT INTO message_count AS c (direction, plugin, kind, epoch, messages)"
          + " SELECT n.direction, n.name, n.kind, ?, n.messages"
          + " FROM unnest(?::text[], ?::text[], ?::integer[], ?::bigint[])"
          + " AS n(direction, name, kind, messages)"
          + " ON CONFLICT (direction, plugin, kind, epoch)"
          + " DO UPDATE SET messages = c.messages + excluded.messages";
  private static final String SUMS =
      "SELECT direction, plugin, kind, sum(messages)::bigint FROM message_count"
          + " GROUP BY direction, plugin, kind HAVING sum(messages) <> 0";

  /** The parameter is the epoch, under which nobody may write any more. */
  static final String FOLD =
      "WITH gone AS (DELETE FROM message_count WHERE epoch = ?"
          + " RETURNING direction, plugin, kind, messages)"
          + " INSERT INTO message_count AS c (direction, plugin, kind, epoch, messages)"
          + " SELECT direction, plugin, kind, 0, messages FROM gone"
          + " ORDER BY direction, plugin, kind ON CONFLICT (direction, plugin, kind, epoch)"
          + " DO UPDATE SET messages = c.messages + excluded.messages";

  private final Tally<CountKey> changes = new Tally<>();
  private Map<CountKey, Long> sums = Map.of();
  private long readAt = System.nanoTime() - FRESH_NANOS;

  /** Whether the sums were read in the open transaction. */
  private boolean fresh;

  void add(CountKey key, long difference) {
    changes.add(key, difference);
  }

  /**
   * How many there are, as the open transaction sees it; what other nodes did in the last two
   * seconds may be missing.
   */
  long number(CountKey key, Statements statements) throws SQLException {
    if (System.nanoTime() - readAt >= FRESH_NANOS) {
      refresh(statements);
    }
    return sums.getOrDefault(key, 0L) + changes.inTransaction(key);
  }

  /** Whether there are so many at least, by sums that were read in the open transaction. */
  boolean reaches(long number, CountKey key, Statements statements) throws SQLException {
    if (number(key, statements) < number) {
      return false;
    }
    if (!fresh) {
      refresh(statements);
    }
    return number(key, statements) >= number;
  }

  /** Writes what the open transaction adds, and commits it: both in one round trip. */
  void storeAndCommit(long epoch, Statements statements) throws SQLException {
    List<Map.Entry<CountKey, Long>> rows =
        changes.changes().entrySet().stream().filter(change -> change.getValue() != 0).toList();
    if (rows.isEmpty()) {
      statements.connection().commit();
      return;
    }
    PreparedStatement add = statements.prepare(ADD + "; COMMIT");
    add.setLong(1, epoch);
    add.setObject(2, Columns.texts(rows, row -> row.getKey().direction()));
    add.setObject(3, Columns.texts(rows, row -> row.getKey().name()));
    add.setObject(4, Columns.ints(rows, row -> row.getKey().kind()));
    add.setObject(5, Columns.longs(rows, Map.Entry::getValue));
    add.execute();
  }

  void commit() {
    fresh = false;
    changes.commit();
  }

  void rollback() {
    fresh = false;
    changes.rollback();
  }

  /** Adds the numbers of an epoch that ends to those of all that ended before. */
  static void fold(long epoch, Statements statements) throws SQLException {
    PreparedStatement fold = statements.prepare(FOLD);
    fold.setLong(1, epoch);
    fold.executeUpdate();
  }

  /** What is counted, of all nodes; what there is none of is absent. */
  static Map<CountKey, Long> all(Statements statements) throws SQLException {
    Map<CountKey, Long> read = new HashMap<>();
    try (ResultSet row = statements.prepare(SUMS).executeQuery()) {
      while (row.next()) {
        read.put(new CountKey(row.getString(1), row.getString(2), row.getInt(3)), row.getLong(4));
      }
    }
    return read;
  }

  private void refresh(Statements statements) throws SQLException {
    sums = all(statements);
    changes.forgetCommitted();
    readAt = System.nanoTime();
    fresh = true;
  }
}
