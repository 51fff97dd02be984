package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.engine.Statements;

/**
 * Gives ids from memory, below a mark that is stored in advance: an id that was given is never
 * given again, whatever became of its row. For the writer thread alone.
 */
final class IdSequence {

  /** Ids set aside at once, lost where the process dies. */
  private static final long STEP = 1_000;

  private static final String READ = "SELECT next_id FROM id_sequence WHERE name = ?";
  private static final String MOVE = "UPDATE id_sequence SET next_id = ? WHERE name = ?";

  private final String name;
  private final long highest;
  private long next;
  private long reserved;
  private long committed;

  IdSequence(String name, long highest) {
    this.name = name;
    this.highest = highest;
  }

  void load(Statements statements) throws SQLException {
    PreparedStatement read = statements.prepare(READ);
    read.setString(1, name);
    try (ResultSet row = read.executeQuery()) {
      if (!row.next()) {
        throw new StoreException("The database has no id sequence '%s'".formatted(name));
      }
      next = row.getLong(1);
    }
    reserved = next;
    committed = next;
  }

  /**
   * The first of so many ids, one after the other.
   *
   * @throws StoreException where there are not so many left
   */
  long take(int ids, Statements statements) throws SQLException {
    if (highest - next < ids - 1L) {
      throw new StoreException(
          "No %s ids are left: the highest, %d, has been given".formatted(name, highest));
    }
    if (next + ids > reserved) {
      move(Math.min(next + ids + STEP, highest + 1), statements);
    }
    long first = next;
    next += ids;
    return first;
  }

  void commit() {
    committed = reserved;
  }

  void rollback() {
    reserved = committed;
  }

  /** Gives back what was set aside and not given. */
  void settle(Statements statements) throws SQLException {
    if (reserved != next) {
      move(next, statements);
    }
  }

  private void move(long mark, Statements statements) throws SQLException {
    PreparedStatement move = statements.prepare(MOVE);
    move.setLong(1, mark);
    move.setString(2, name);
    move.executeUpdate();
    reserved = mark;
  }
}
