package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.HeldElsewhereException;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.engine.Lists;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.store.postgres.PgTurns.Ended;
import org.messagingagent.server.store.postgres.PgTurns.Session;

/**
 * What operators do to single messages, on whichever node. For the writer thread alone.
 *
 * <p>Whose turn it is in a session is decided by the node that owns its partition. Another node
 * that changes it holds the owner's commits up meanwhile: by the row that each of them changes
 * first.
 */
final class PgOperator {

  /**
   * A message as the rules of sessions see it; waiting without due: it queues behind others.
   *
   * @param ended where it waits still: its handler's transaction was committed, so it is done
   */
  private record Row(
      String plugin,
      Optional<String> sessionKey,
      MessageState state,
      Optional<Instant> due,
      boolean ended) {

    boolean isDone() {
      return state == MessageState.WAITING && ended;
    }

    Optional<Session> session() {
      return sessionKey.map(key -> new Session(plugin, key));
    }
  }

  private static final String WHERE =
      "SELECT plugin, partition_no FROM incoming_message WHERE id = ?";
  private static final String FIND =
      "SELECT plugin, session_key, state, due_at, ended_at IS NOT NULL FROM incoming_message"
          + " WHERE id = ? FOR UPDATE";
  private static final String ADD_OWNER =
      "INSERT INTO partition_owner (plugin, partition_no) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String HOLD_OWNER =
      "SELECT epoch FROM partition_owner WHERE plugin = ? AND partition_no = ? FOR UPDATE";
  private static final String HOLD_FENCE = "SELECT 1 FROM node_fence WHERE epoch = ? FOR UPDATE";
  private static final String HAS_CONTENT = "SELECT 1 FROM incoming_content WHERE id = ?";
  private static final String WAIT_AGAIN =
      "UPDATE incoming_message SET state = 0, due_at = ?, undecided = false, failures = 0,"
          + " ended_at = NULL WHERE id = ?";
  private static final String SET_DUE = "UPDATE incoming_message SET due_at = ? WHERE id = ?";
  private static final String HELD_BY =
      "SELECT n.name, n.address FROM incoming_message m JOIN partition_owner o"
          + " ON o.plugin = m.plugin AND o.partition_no = m.partition_no"
          + " JOIN node n ON n.epoch = o.epoch WHERE m.id = ? AND o.epoch <> ?";
  private static final String DISCARD =
      "UPDATE incoming_message SET state = 3, reason = ?, ended_at = ? WHERE id = ?";

  private final PgWriter writer;
  private final PgTurns turns;

  PgOperator(PgWriter writer, PgTurns turns) {
    this.writer = writer;
    this.turns = turns;
  }

  Optional<Retried> retry(WriteCommand.Retry command) throws SQLException {
    Optional<Row> found = hold(command.id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    switch (row.state()) {
      case HANDLED -> {
        return Optional.of(new Retried(row.state(), false));
      }
      case WAITING -> {
        if (row.due().isPresent() && row.due().get().isAfter(command.now())) {
          setDue(command.id(), command.now());
          turns.announce(List.of(command.id()));
        }
      }
      case DEAD, DISCARDED -> {
        if (!hasContent(command.id())) {
          return Optional.of(new Retried(row.state(), false));
        }
        // Behind the message whose turn it is, for that may be being handled; it comes next then.
        boolean first =
            row.session().isEmpty() || turns.waiting(List.of(row.session().get())).isEmpty();
        waitAgain(command.id(), first ? Optional.of(command.now()) : Optional.empty());
        writer.count(row.plugin(), row.state(), -1);
        writer.count(row.plugin(), MessageState.WAITING, 1);
        if (first) {
          turns.announce(List.of(command.id()));
        }
      }
    }
    return Optional.of(new Retried(row.state(), true));
  }

  Optional<MessageState> discard(WriteCommand.Discard command) throws SQLException {
    Optional<Row> found = hold(command.id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    if (row.isDone()) {
      return Optional.of(MessageState.HANDLED); // its node is about to write that down
    }
    if (row.state() == MessageState.WAITING && row.due().isPresent()) {
      refuseWhereHeldElsewhere(command.id());
    }
    if (row.state() == MessageState.WAITING || row.state() == MessageState.DEAD) {
      PreparedStatement discard = writer.statements().prepare(DISCARD);
      discard.setString(1, PgEnd.stored(command.reason()));
      discard.setLong(2, command.now().toEpochMilli());
      discard.setLong(3, command.id());
      discard.executeUpdate();
      writer.count(row.plugin(), row.state(), -1);
      writer.count(row.plugin(), MessageState.DISCARDED, 1);
      boolean hadTurn = row.state() == MessageState.WAITING && row.due().isPresent();
      if (hadTurn && row.session().isPresent()) {
        turns.goOn(List.of(new Ended(row.session().get(), command.now())));
      }
    }
    return Optional.of(row.state());
  }

  /** The owner has a message whose turn it is in memory, or may take it there at any moment. */
  private void refuseWhereHeldElsewhere(long id) throws SQLException {
    PreparedStatement heldBy = writer.statements().prepare(HELD_BY);
    heldBy.setLong(1, id);
    heldBy.setLong(2, writer.epoch());
    try (ResultSet row = heldBy.executeQuery()) {
      if (row.next()) {
        throw new HeldElsewhereException(
            "Message %d is with node '%s'%s, which may be handling it; discard it by a command on that node's machine, or with --server"
                .formatted(id, row.getString(1), at(row.getString(2))));
      }
    }
  }

  private static String at(String address) {
    return address.isEmpty() ? "" : " (%s)".formatted(address);
  }

  /** Reads the message such that nobody else changes it, or whose turn it is, until the commit. */
  private Optional<Row> hold(long id) throws SQLException {
    PreparedStatement where = writer.statements().prepare(WHERE);
    where.setLong(1, id);
    String plugin;
    int partition;
    try (ResultSet row = where.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      plugin = row.getString(1);
      partition = row.getInt(2);
    }
    if (!writer.owns(plugin, partition)) {
      holdOwner(plugin, partition);
    }
    PreparedStatement find = writer.statements().prepare(FIND);
    find.setLong(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Row(
                  row.getString(1),
                  Optional.ofNullable(row.getString(2)),
                  MessageState.of(row.getInt(3)),
                  Lists.optionalTime(row, 4),
                  row.getBoolean(5)))
          : Optional.empty();
    }
  }

  private void holdOwner(String plugin, int partition) throws SQLException {
    PreparedStatement add = writer.statements().prepare(ADD_OWNER);
    add.setString(1, plugin);
    add.setInt(2, partition);
    add.executeUpdate();
    PreparedStatement holdOwner = writer.statements().prepare(HOLD_OWNER);
    holdOwner.setString(1, plugin);
    holdOwner.setInt(2, partition);
    try (ResultSet row = holdOwner.executeQuery()) {
      if (!row.next()) {
        return;
      }
      long owner = row.getLong(1);
      if (!row.wasNull()) {
        PreparedStatement holdFence = writer.statements().prepare(HOLD_FENCE);
        holdFence.setLong(1, owner);
        holdFence.execute();
      }
    }
  }

  private boolean hasContent(long id) throws SQLException {
    PreparedStatement find = writer.statements().prepare(HAS_CONTENT);
    find.setLong(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next();
    }
  }

  private void setDue(long id, Instant due) throws SQLException {
    PreparedStatement setDue = writer.statements().prepare(SET_DUE);
    setDue.setLong(1, due.toEpochMilli());
    setDue.setLong(2, id);
    setDue.executeUpdate();
  }

  private void waitAgain(long id, Optional<Instant> due) throws SQLException {
    PreparedStatement waitAgain = writer.statements().prepare(WAIT_AGAIN);
    if (due.isPresent()) {
      waitAgain.setLong(1, due.get().toEpochMilli());
    } else {
      waitAgain.setNull(1, Types.BIGINT);
    }
    waitAgain.setLong(2, id);
    waitAgain.executeUpdate();
  }
}
