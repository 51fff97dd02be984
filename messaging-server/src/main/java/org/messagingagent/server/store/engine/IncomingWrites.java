package org.messagingagent.server.store.engine;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted.Noted;

/**
 * Writes to the tables of incoming messages, in which the two databases differ. See {@link
 * org.messagingagent.server.store.InboxStore}. For the writer thread alone.
 */
public interface IncomingWrites {

  Acceptance accept(NewIncoming message) throws SQLException;

  boolean finish(WriteCommand.Finish command) throws SQLException;

  boolean postpone(WriteCommand.Postpone command) throws SQLException;

  /** Where one node writes, nothing is undecided. */
  default int park(WriteCommand.Park command) throws SQLException {
    return 0;
  }

  /** Where nobody else writes, there is nothing to take note of. */
  default Noted noteAccepted(NoteAccepted command) throws SQLException {
    return new Noted(Map.of(), false);
  }

  Optional<Retried> retry(WriteCommand.Retry command) throws SQLException;

  Optional<MessageState> discard(WriteCommand.Discard command) throws SQLException;

  int purge(WriteCommand.PurgeIncoming command) throws SQLException;

  int eraseContent(WriteCommand.EraseContent command) throws SQLException;

  int purgeGatewayIds(WriteCommand.PurgeGatewayIds command) throws SQLException;
}
