package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import org.messagingagent.server.store.engine.Statements;

/**
 * The ids that gateways gave to incoming messages, by the plugin that submitted them. For the
 * writer thread alone.
 */
final class GatewayIds {

  static final String FIND =
      "SELECT message_id FROM gateway_id WHERE plugin = ? AND gateway_id = ?";
  private static final String ADD =
      "INSERT INTO gateway_id (plugin, gateway_id, message_id, received_at) VALUES (?, ?, ?, ?)";
  private static final String PURGE =
      "DELETE FROM gateway_id WHERE id IN (SELECT id FROM"
          + " (SELECT id, received_at FROM gateway_id ORDER BY id LIMIT ?) WHERE received_at < ?)";

  private GatewayIds() {}

  /** The message that was stored under this id. */
  static OptionalLong find(String plugin, String gatewayId, Statements statements)
      throws SQLException {
    PreparedStatement find = statements.prepare(FIND);
    find.setString(1, plugin);
    find.setString(2, gatewayId);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  static void add(
      String plugin, String gatewayId, long messageId, Instant now, Statements statements)
      throws SQLException {
    PreparedStatement add = statements.prepare(ADD);
    add.setString(1, plugin);
    add.setString(2, gatewayId);
    add.setLong(3, messageId);
    add.setLong(4, now.toEpochMilli());
    add.executeUpdate();
  }

  /** Deletes ids from the oldest on; how many it were. */
  static int purge(Instant before, int limit, Statements statements) throws SQLException {
    PreparedStatement purge = statements.prepare(PURGE);
    purge.setInt(1, limit);
    purge.setLong(2, before.toEpochMilli());
    return purge.executeUpdate();
  }
}
