package org.messagingagent.server.store.engine;

import static org.messagingagent.server.store.engine.CountKey.VALUE;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.ValueStore.Condition;
import org.messagingagent.server.store.ValueStore.PutResult;

/** Writes to the table of values. For the writer thread alone. */
public final class PluginValues {

  /**
   * What the rules look at.
   *
   * @param value empty where it has expired
   */
  private record Row(Optional<String> value) {}

  private static final int MAX_TRIES = 10;
  private static final Condition ALWAYS = new Condition.Always();

  static final String FIND =
      "SELECT expires_at, value FROM plugin_value WHERE owner = ? AND key = ?";
  private static final String ADD =
      "INSERT INTO plugin_value (value, expires_at, owner, key) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (owner, key) DO NOTHING";
  private static final String CHANGE =
      "UPDATE plugin_value SET value = ?, expires_at = ? WHERE owner = ? AND key = ?";
  private static final String REMOVE = "DELETE FROM plugin_value WHERE owner = ? AND key = ?";

  private final WriteContext context;
  private final Dialect dialect;
  private final int max;
  private final String findForUpdate;

  /**
   * @param max most values of an owner
   */
  public PluginValues(WriteContext context, Dialect dialect, int max) {
    this.context = context;
    this.dialect = dialect;
    this.max = max;
    findForUpdate = FIND + dialect.forUpdate();
  }

  /** Sets a value where the condition holds. */
  public PutResult put(WriteCommand.PutValue command) throws SQLException {
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<Row> row = find(command.owner(), command.key(), command.now());
      if (!holds(command.condition(), row.flatMap(Row::value))) {
        return PutResult.NOT_WRITTEN;
      }
      if (row.isEmpty() && context.reaches(max, countKey(command.owner()))) {
        return PutResult.FULL;
      }
      if (write(command, row.isPresent())) {
        return PutResult.WRITTEN;
      }
    }
    throw changing(command);
  }

  /** Sets several values, or none where they are too many; in one order, whoever writes them. */
  public PutResult putAll(WriteCommand.PutValues command) throws SQLException {
    int more = 0;
    for (String key : command.values().keySet()) {
      more += find(command.owner(), key, command.now()).isEmpty() ? 1 : 0;
    }
    if (more > 0 && context.reaches(max - more + 1L, countKey(command.owner()))) {
      return PutResult.FULL;
    }
    for (Map.Entry<String, String> value : command.values().entrySet()) {
      set(
          new WriteCommand.PutValue(
              command.owner(),
              value.getKey(),
              value.getValue(),
              command.expiresAt(),
              ALWAYS,
              command.now()));
    }
    return PutResult.WRITTEN;
  }

  /** Sets a value for which there is room. */
  private void set(WriteCommand.PutValue command) throws SQLException {
    for (int i = 0; i < MAX_TRIES; i++) {
      if (write(command, find(command.owner(), command.key(), command.now()).isPresent())) {
        return;
      }
    }
    throw changing(command);
  }

  /** False where another node has added one meanwhile, which is found then. */
  private boolean write(WriteCommand.PutValue command, boolean isThere) throws SQLException {
    PreparedStatement write = prepare(isThere ? CHANGE : ADD);
    bind(write, command);
    if (write.executeUpdate() != 1) {
      return false;
    }
    count(command.owner(), isThere ? 0 : 1);
    return true;
  }

  private static StoreException changing(WriteCommand.PutValue command) {
    return new StoreException(
        "The value '%s' of '%s' is being changed all the time; try again"
            .formatted(command.key(), command.owner()));
  }

  /** Removes several values; answers how many there were. */
  public int removeAll(WriteCommand.RemoveValues command) throws SQLException {
    int removed = 0;
    for (String key : command.keys()) {
      removed +=
          remove(new WriteCommand.RemoveValue(command.owner(), key, ALWAYS, command.now())) ? 1 : 0;
    }
    return removed;
  }

  /** Removes a value where the condition holds. */
  public boolean remove(WriteCommand.RemoveValue command) throws SQLException {
    Optional<String> value =
        find(command.owner(), command.key(), command.now()).flatMap(Row::value);
    if (value.isEmpty() || !holds(command.condition(), value)) {
      return false;
    }
    PreparedStatement remove = prepare(REMOVE);
    remove.setString(1, command.owner());
    remove.setString(2, dialect.stored(command.key()));
    remove.executeUpdate();
    count(command.owner(), -1);
    return true;
  }

  /** Deletes expired values. */
  public int purge(WriteCommand.PurgeValues command) throws SQLException {
    PreparedStatement purge = prepare(purgeSql(dialect));
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

  static String purgeSql(Dialect dialect) {
    return "DELETE FROM plugin_value WHERE "
        + dialect.some(
            "plugin_value", "id", "plugin_value_expiry", "expires_at <= ? ORDER BY expires_at")
        + " RETURNING owner";
  }

  private static boolean holds(Condition condition, Optional<String> value) {
    if (condition instanceof Condition.Equal equal) {
      return value.isPresent() && value.get().equals(equal.expected());
    }
    return condition instanceof Condition.Always || value.isEmpty();
  }

  private Optional<Row> find(String owner, String key, Instant now) throws SQLException {
    PreparedStatement find = prepare(findForUpdate);
    find.setString(1, owner);
    find.setString(2, dialect.stored(key));
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long expiresAt = row.getLong(1);
      boolean lives = row.wasNull() || expiresAt > now.toEpochMilli();
      return Optional.of(
          new Row(lives ? Optional.of(dialect.text(row.getString(2))) : Optional.empty()));
    }
  }

  private void bind(PreparedStatement statement, WriteCommand.PutValue command)
      throws SQLException {
    statement.setString(1, dialect.stored(command.value()));
    if (command.expiresAt().isPresent()) {
      // Rounded up: nothing expires before its time.
      statement.setLong(2, command.expiresAt().get().plusNanos(999_999).toEpochMilli());
    } else {
      statement.setNull(2, Types.BIGINT);
    }
    statement.setString(3, command.owner());
    statement.setString(4, dialect.stored(command.key()));
  }

  private void count(String owner, long difference) {
    context.count(countKey(owner), difference);
  }

  private static CountKey countKey(String owner) {
    return new CountKey(VALUE, owner, 0);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return context.statements().prepare(sql);
  }
}
