package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;
import org.messagingagent.server.store.engine.WriteCommand;

/** Writes to the table of values. For the writer thread alone. */
final class SqliteValues {

  /** What the rules look at; the value is there only where it has not expired. */
  private record Row(long id, Optional<String> value) {}

  /** How values are told from messages where both are counted. */
  private static final String DIRECTION = "value";

  private static final int KIND = 0;

  static final String FIND =
      "SELECT id, expires_at, value FROM plugin_value WHERE owner = ? AND key = ?";
  private static final String ADD =
      "INSERT INTO plugin_value (value, expires_at, owner, key) VALUES (?, ?, ?, ?)";
  private static final String CHANGE =
      "UPDATE plugin_value SET value = ?, expires_at = ? WHERE id = ?";
  private static final String REMOVE = "DELETE FROM plugin_value WHERE id = ?";
  static final String PURGE =
      "DELETE FROM plugin_value WHERE id IN (SELECT id FROM plugin_value"
          + " INDEXED BY plugin_value_expiry WHERE expires_at <= ?"
          + " ORDER BY expires_at LIMIT ?) RETURNING owner";

  private final SqliteWriter writer;
  private final int max;

  /**
   * @param max most values of an owner
   */
  SqliteValues(SqliteWriter writer, int max) {
    this.writer = writer;
    this.max = max;
  }

  PutResult put(WriteCommand.PutValue command) throws SQLException {
    Optional<Row> row = find(command.owner(), command.key(), command.now());
    if (!holds(command.condition(), row.flatMap(Row::value))) {
      return PutResult.NOT_WRITTEN;
    }
    if (row.isPresent()) {
      PreparedStatement change = prepare(CHANGE);
      bind(change, command);
      change.setLong(3, row.get().id());
      change.executeUpdate();
      return PutResult.WRITTEN;
    }
    if (writer.number(DIRECTION, command.owner(), KIND) >= max) {
      return PutResult.FULL;
    }
    PreparedStatement add = prepare(ADD);
    bind(add, command);
    add.setString(3, command.owner());
    add.setString(4, command.key());
    add.executeUpdate();
    count(command.owner(), 1);
    return PutResult.WRITTEN;
  }

  boolean remove(WriteCommand.RemoveValue command) throws SQLException {
    Optional<Row> row = find(command.owner(), command.key(), command.now());
    Optional<String> value = row.flatMap(Row::value);
    if (value.isEmpty() || !holds(command.condition(), value)) {
      return false;
    }
    PreparedStatement remove = prepare(REMOVE);
    remove.setLong(1, row.get().id());
    remove.executeUpdate();
    count(command.owner(), -1);
    return true;
  }

  int purge(WriteCommand.PurgeValues command) throws SQLException {
    PreparedStatement purge = prepare(PURGE);
    purge.setLong(1, command.now().toEpochMilli());
    purge.setInt(2, command.limit());
    int purged = 0;
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        count(row.getString(1), -1);
        purged++;
      }
    }
    return purged;
  }

  private static boolean holds(Condition condition, Optional<String> value) {
    if (condition instanceof Condition.Equal equal) {
      return value.isPresent() && value.get().equals(equal.expected());
    }
    return condition instanceof Condition.Always || value.isEmpty();
  }

  private Optional<Row> find(String owner, String key, Instant now) throws SQLException {
    PreparedStatement find = prepare(FIND);
    find.setString(1, owner);
    find.setString(2, key);
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long expiresAt = row.getLong(2);
      boolean lives = row.wasNull() || expiresAt > now.toEpochMilli();
      return Optional.of(
          new Row(row.getLong(1), lives ? Optional.of(row.getString(3)) : Optional.empty()));
    }
  }

  private static void bind(PreparedStatement statement, WriteCommand.PutValue command)
      throws SQLException {
    statement.setString(1, command.value());
    if (command.expiresAt().isPresent()) {
      // Rounded up: nothing expires before its time.
      statement.setLong(2, command.expiresAt().get().plusNanos(999_999).toEpochMilli());
    } else {
      statement.setNull(2, Types.BIGINT);
    }
  }

  private void count(String owner, long difference) {
    writer.count(DIRECTION, owner, KIND, difference);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return writer.statements().prepare(sql);
  }
}
