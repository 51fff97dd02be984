package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.engine.RequestKeys;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.WriteContext;

/** Request keys in SQLite, where the ids of one request follow one another. */
final class SqliteRequestKeys implements RequestKeys {

  private static final String FIND =
      "SELECT arguments_hash, first_id, ids FROM request_key"
          + " WHERE user_name = ? AND operation = ? AND request_key = ?";
  private static final String ADD =
      "INSERT INTO request_key"
          + " (user_name, operation, request_key, arguments_hash, created_at, first_id, ids)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";
  private static final String PURGE =
      "DELETE FROM request_key WHERE id IN (SELECT id FROM"
          + " (SELECT id, created_at FROM request_key ORDER BY id LIMIT ?) WHERE created_at < ?)";

  private final WriteContext context;

  SqliteRequestKeys(WriteContext context) {
    this.context = context;
  }

  @Override
  public Optional<Known> find(RequestKey key) throws SQLException {
    PreparedStatement find = statements().prepare(FIND);
    find.setString(1, key.user());
    find.setString(2, key.operation());
    find.setString(3, key.key());
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long first = row.getLong(2);
      return Optional.of(
          new Known(
              Arrays.equals(row.getBytes(1), key.argumentsHash()),
              LongStream.range(first, first + row.getInt(3)).boxed().toList()));
    }
  }

  /** Nobody else writes, so a key that was not found is added. */
  @Override
  public boolean add(RequestKey key, Instant now, List<Long> ids) throws SQLException {
    PreparedStatement add = statements().prepare(ADD);
    add.setString(1, key.user());
    add.setString(2, key.operation());
    add.setString(3, key.key());
    add.setBytes(4, key.argumentsHash());
    add.setLong(5, now.toEpochMilli());
    add.setLong(6, ids.get(0));
    add.setInt(7, ids.size());
    return add.executeUpdate() == 1;
  }

  @Override
  public int purge(Instant before, int limit) throws SQLException {
    PreparedStatement purge = statements().prepare(PURGE);
    purge.setInt(1, limit);
    purge.setLong(2, before.toEpochMilli());
    return purge.executeUpdate();
  }

  private Statements statements() {
    return context.statements();
  }
}
