package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.engine.Statements;

/** The keys by which repeated requests are recognised. For the writer thread alone. */
final class RequestKeys {

  /**
   * What a key stands for.
   *
   * @param sameArguments whether the request that stored it had the same arguments
   * @param ids how many ids it stored, one after the other
   */
  record Known(boolean sameArguments, long firstId, int ids) {}

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

  private RequestKeys() {}

  static Optional<Known> find(RequestKey key, Statements statements) throws SQLException {
    PreparedStatement find = statements.prepare(FIND);
    find.setString(1, key.user());
    find.setString(2, key.operation());
    find.setString(3, key.key());
    try (ResultSet row = find.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Known(
                  Arrays.equals(row.getBytes(1), key.argumentsHash()),
                  row.getLong(2),
                  row.getInt(3)))
          : Optional.empty();
    }
  }

  static void add(RequestKey key, Instant now, long firstId, int ids, Statements statements)
      throws SQLException {
    PreparedStatement add = statements.prepare(ADD);
    add.setString(1, key.user());
    add.setString(2, key.operation());
    add.setString(3, key.key());
    add.setBytes(4, key.argumentsHash());
    add.setLong(5, now.toEpochMilli());
    add.setLong(6, firstId);
    add.setInt(7, ids);
    add.executeUpdate();
  }

  /** Deletes keys from the oldest on; how many it were. */
  static int purge(Instant before, int limit, Statements statements) throws SQLException {
    PreparedStatement purge = statements.prepare(PURGE);
    purge.setInt(1, limit);
    purge.setLong(2, before.toEpochMilli());
    return purge.executeUpdate();
  }
}
