package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.engine.Dialect;
import org.messagingagent.server.store.engine.RequestKeys;
import org.messagingagent.server.store.engine.WriteContext;

/** Request keys in PostgreSQL, with the ids of each request. */
final class PgRequestKeys implements RequestKeys {

  private static final String FIND =
      "SELECT arguments_hash, ids FROM request_key"
          + " WHERE user_name = ? AND operation = ? AND request_key = ?";

  /** Waits for a node that is adding the same key. */
  private static final String ADD =
      "INSERT INTO request_key"
          + " (user_name, operation, request_key, arguments_hash, created_at, ids)"
          + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

  private final WriteContext context;
  private final Dialect dialect;
  private final String purge;

  PgRequestKeys(WriteContext context, Dialect dialect) {
    this.context = context;
    this.dialect = dialect;
    purge =
        "DELETE FROM request_key WHERE "
            + dialect.some(
                "request_key",
                "request_key",
                "request_key_age",
                "created_at < ? ORDER BY created_at");
  }

  @Override
  public Optional<Known> find(RequestKey key) throws SQLException {
    PreparedStatement find = prepare(FIND);
    bind(find, key);
    try (ResultSet row = find.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Known(
                  Arrays.equals(row.getBytes(1), key.argumentsHash()),
                  List.of((Long[]) row.getArray(2).getArray())))
          : Optional.empty();
    }
  }

  @Override
  public boolean add(RequestKey key, Instant now, List<Long> ids) throws SQLException {
    PreparedStatement add = prepare(ADD);
    bind(add, key);
    add.setBytes(4, key.argumentsHash());
    add.setLong(5, now.toEpochMilli());
    add.setArray(6, context.statements().connection().createArrayOf("int8", ids.toArray()));
    return add.executeUpdate() == 1;
  }

  @Override
  public int purge(Instant before, int limit) throws SQLException {
    PreparedStatement statement = prepare(purge);
    statement.setLong(1, before.toEpochMilli());
    statement.setInt(2, limit);
    return statement.executeUpdate();
  }

  private void bind(PreparedStatement statement, RequestKey key) throws SQLException {
    statement.setString(1, key.user());
    statement.setString(2, key.operation());
    statement.setString(3, dialect.stored(key.key()));
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return context.statements().prepare(sql);
  }
}
