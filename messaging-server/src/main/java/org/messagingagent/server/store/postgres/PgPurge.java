package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.engine.WriteCommand;

/**
 * Deletes what has been kept long enough. Several nodes may be at it: each leaves out what another
 * has in hand. For the writer thread alone.
 */
final class PgPurge {

  static final String PURGE =
      "WITH gone AS (DELETE FROM incoming_message WHERE id = ANY (ARRAY("
          + "SELECT id FROM incoming_message WHERE state IN (1, 3) AND ended_at < ?"
          + " ORDER BY ended_at LIMIT ? FOR UPDATE SKIP LOCKED)) RETURNING id, plugin, state),"
          + " texts AS (DELETE FROM incoming_content c USING gone WHERE c.id = gone.id)"
          + " SELECT plugin, state, count(*) FROM gone GROUP BY plugin, state";

  private final PgWriter writer;
  private final PgRequestKeys requestKeys;
  private final PgGatewayIds gatewayIds;

  PgPurge(PgWriter writer, PgRequestKeys requestKeys) {
    this.writer = writer;
    this.requestKeys = requestKeys;
    gatewayIds = new PgGatewayIds(writer);
  }

  int messages(WriteCommand.PurgeIncoming command) throws SQLException {
    PreparedStatement purge = writer.statements().prepare(PURGE);
    purge.setLong(1, command.endedBefore().toEpochMilli());
    purge.setInt(2, command.limit());
    int purged = 0;
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        writer.count(row.getString(1), MessageState.of(row.getInt(2)), -row.getLong(3));
        purged += row.getInt(3);
      }
    }
    return purged + requestKeys.purge(command.keysBefore(), command.limit());
  }

  int gatewayIds(WriteCommand.PurgeGatewayIds command) throws SQLException {
    return gatewayIds.purge(command.receivedBefore(), command.limit());
  }
}
