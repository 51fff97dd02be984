package org.messagingagent.server.store.engine;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.store.MessageState;

/**
 * Deletes incoming messages that have ended, and erases their content, in the order in which they
 * ended. Both databases understand its statements. For the writer thread alone.
 */
public final class IncomingRetention {

  /** Keeps count of the messages. */
  public interface Count {
    void add(String plugin, MessageState state, long difference) throws SQLException;
  }

  /** How far the content of messages of one state has been erased: all up to here. */
  private record Position(long endedAt, long id) {}

  private static final String FIRST_ENDED =
      "SELECT id, ended_at FROM incoming_message WHERE state = %d AND ended_at < ?"
          + " AND (ended_at, id) > (?, ?) ORDER BY ended_at, id LIMIT ?";
  private static final String PURGE =
      "WITH old AS MATERIALIZED (SELECT id FROM incoming_message WHERE state = %d AND ended_at < ?"
          + " ORDER BY ended_at, id LIMIT ?%s)"
          + " DELETE FROM incoming_message WHERE id IN (SELECT id FROM old) RETURNING id, plugin";
  private static final String REMOVE_CONTENT = "DELETE FROM incoming_content WHERE id = ?";
  private static final String POSITION = "SELECT position FROM progress WHERE name = ?";
  private static final String MOVE =
      "INSERT INTO progress (name, position) VALUES (?, ?)"
          + " ON CONFLICT (name) DO UPDATE SET position = excluded.position";

  private final String skipLocked;
  private final Count count;

  /**
   * Starts with nothing.
   *
   * @param skipLocked what makes a SELECT lock its rows and leave out those that another node has;
   *     empty where only one writes
   */
  public IncomingRetention(String skipLocked, Count count) {
    this.skipLocked = requireNonNull(skipLocked, "skipLocked is null");
    this.count = requireNonNull(count, "count is null");
  }

  /** See {@link org.messagingagent.server.store.InboxStore#purge}. */
  public int purge(WriteCommand.PurgeIncoming command, Statements statements) throws SQLException {
    PreparedStatement purge = statements.prepare(purgeSql(command.state(), skipLocked));
    purge.setLong(1, command.endedBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    List<Long> ids = new ArrayList<>();
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
        count.add(row.getString(2), command.state(), -1);
      }
    }
    removeContent(ids, statements);
    return ids.size();
  }

  /** See {@link org.messagingagent.server.store.InboxStore#eraseContent}. */
  public int eraseContent(WriteCommand.EraseContent command, Statements statements)
      throws SQLException {
    Position position = position(command.state(), statements);
    PreparedStatement next = statements.prepare(eraseSql(command.state()) + lockAll());
    next.setLong(1, command.endedBefore().toEpochMilli());
    next.setLong(2, position.endedAt());
    next.setLong(3, position.id());
    next.setInt(4, command.limit());
    List<Long> ids = new ArrayList<>();
    try (ResultSet row = next.executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
        position = new Position(row.getLong(2), row.getLong(1));
      }
    }
    if (!ids.isEmpty()) {
      removeContent(ids, statements);
      move(endedAtName(command.state()), position.endedAt(), statements);
      move(idName(command.state()), position.id(), statements);
    }
    return ids.size();
  }

  /** For the tests that look at how a database answers it. */
  public static String eraseSql(MessageState state) {
    return FIRST_ENDED.formatted(state.code());
  }

  /** For the tests that look at how a database answers it. */
  public static String purgeSql(MessageState state, String skipLocked) {
    return PURGE.formatted(state.code(), skipLocked);
  }

  /** Whose message is being retried has to be waited for: it would not be come by again. */
  private String lockAll() {
    return skipLocked.isEmpty() ? "" : " FOR UPDATE";
  }

  private static Position position(MessageState state, Statements statements) throws SQLException {
    return new Position(read(endedAtName(state), statements), read(idName(state), statements));
  }

  private static long read(String name, Statements statements) throws SQLException {
    PreparedStatement read = statements.prepare(POSITION);
    read.setString(1, name);
    try (ResultSet row = read.executeQuery()) {
      return row.next() ? row.getLong(1) : Long.MIN_VALUE;
    }
  }

  private static void move(String name, long position, Statements statements) throws SQLException {
    PreparedStatement move = statements.prepare(MOVE);
    move.setString(1, name);
    move.setLong(2, position);
    move.executeUpdate();
  }

  private static void removeContent(List<Long> ids, Statements statements) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    PreparedStatement remove = statements.prepare(REMOVE_CONTENT);
    for (long id : ids) {
      remove.setLong(1, id);
      remove.addBatch();
    }
    remove.executeBatch();
  }

  private static String endedAtName(MessageState state) {
    return "erased." + state.code() + ".ended_at";
  }

  private static String idName(MessageState state) {
    return "erased." + state.code() + ".id";
  }
}
