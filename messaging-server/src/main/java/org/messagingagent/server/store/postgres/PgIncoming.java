package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.engine.IncomingRetention;
import org.messagingagent.server.store.engine.IncomingWrites;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.store.engine.WriteCommand.NoteAccepted.Noted;

/**
 * Writes to the tables of incoming messages; those kinds of which many come at once, in statements
 * for many rows. Of what is old, each of several nodes leaves out what another has in hand. For the
 * writer thread alone.
 */
final class PgIncoming implements IncomingWrites {

  static final String SKIP_LOCKED = " FOR UPDATE SKIP LOCKED";

  private final PgWriter writer;
  private final PgAccept accept;
  private final PgEnd end;
  private final PgOperator operator;
  private final IncomingRetention retention;
  private final PgGatewayIds gatewayIds;
  private final PgHostNotes notes;

  PgIncoming(PgWriter writer, PgRequestKeys requestKeys) {
    this.writer = writer;
    PgTurns turns = new PgTurns(writer);
    accept = new PgAccept(writer, requestKeys, turns);
    end = new PgEnd(writer, turns);
    operator = new PgOperator(writer, turns);
    retention = new IncomingRetention(SKIP_LOCKED, writer::count);
    gatewayIds = new PgGatewayIds(writer);
    notes = new PgHostNotes(writer);
  }

  void apply(Batched batched) throws SQLException {
    batched.together(
        WriteCommand.Accept.class,
        commands -> accept.accept(commands.stream().map(WriteCommand.Accept::message).toList()));
    batched.together(WriteCommand.Finish.class, end::finish);
    batched.together(WriteCommand.Postpone.class, end::postpone);
  }

  @Override
  public Acceptance accept(NewIncoming message) throws SQLException {
    return accept.accept(List.of(message)).get(0);
  }

  @Override
  public boolean finish(WriteCommand.Finish command) throws SQLException {
    return end.finish(List.of(command)).get(0);
  }

  @Override
  public boolean postpone(WriteCommand.Postpone command) throws SQLException {
    return end.postpone(List.of(command)).get(0);
  }

  @Override
  public int park(WriteCommand.Park command) throws SQLException {
    return end.park(command);
  }

  @Override
  public Noted noteAccepted(WriteCommand.NoteAccepted command) throws SQLException {
    return notes.note(command);
  }

  @Override
  public Optional<Retried> retry(WriteCommand.Retry command) throws SQLException {
    return operator.retry(command);
  }

  @Override
  public Optional<MessageState> discard(WriteCommand.Discard command) throws SQLException {
    return operator.discard(command);
  }

  @Override
  public int purge(WriteCommand.PurgeIncoming command) throws SQLException {
    return retention.purge(command, writer.statements());
  }

  @Override
  public int eraseContent(WriteCommand.EraseContent command) throws SQLException {
    return retention.eraseContent(command, writer.statements());
  }

  @Override
  public int purgeGatewayIds(WriteCommand.PurgeGatewayIds command) throws SQLException {
    return gatewayIds.purge(command.receivedBefore(), command.limit());
  }
}
