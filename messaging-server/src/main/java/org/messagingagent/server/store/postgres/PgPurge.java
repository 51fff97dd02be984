package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import org.messagingagent.server.store.engine.IncomingRetention;
import org.messagingagent.server.store.engine.WriteCommand;

/**
 * Deletes what has been kept long enough. Several nodes may be at it: each leaves out what another
 * has in hand. For the writer thread alone.
 */
final class PgPurge {

  static final String SKIP_LOCKED = " FOR UPDATE SKIP LOCKED";

  private final PgWriter writer;
  private final IncomingRetention retention;
  private final PgGatewayIds gatewayIds;

  PgPurge(PgWriter writer) {
    this.writer = writer;
    retention = new IncomingRetention(SKIP_LOCKED, writer::count);
    gatewayIds = new PgGatewayIds(writer);
  }

  int messages(WriteCommand.PurgeIncoming command) throws SQLException {
    return retention.purge(command, writer.statements());
  }

  int content(WriteCommand.EraseContent command) throws SQLException {
    return retention.eraseContent(command, writer.statements());
  }

  int gatewayIds(WriteCommand.PurgeGatewayIds command) throws SQLException {
    return gatewayIds.purge(command.receivedBefore(), command.limit());
  }
}
