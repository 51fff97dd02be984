package org.messagingagent.server.store.sqlite;

import static org.messagingagent.server.store.engine.CountKey.INCOMING;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.NewIncoming.Origin;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.IncomingRetention;
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.IncomingWrites;
import org.messagingagent.server.store.engine.Outgoing;
import org.messagingagent.server.store.engine.RequestKeys;
import org.messagingagent.server.store.engine.Texts;
import org.messagingagent.server.store.engine.WriteCommand;

/** Writes to the tables of incoming messages. For the writer thread alone. */
final class SqliteIncoming implements IncomingWrites {

  /** What a message that is waiting or ended looks like to the rules of sessions. */
  private record Row(String plugin, Optional<String> sessionKey, MessageState state, long due) {

    /** Stands for "none": the message waits for another of its session, or has ended. */
    static final long NO_DUE = Long.MIN_VALUE;
  }

  private static final int MAX_REASON = 2_000;

  static final String SESSION_WAITS =
      "SELECT 1 FROM incoming_message"
          + " WHERE plugin = ? AND session_key = ? AND state = 0 LIMIT 1";
  private static final String ADD =
      "INSERT INTO incoming_message (id, plugin, partition_no, session_key, state, due_at,"
          + " failures, reason, parent_messaging_id, user_name, received_at, trace_parent)"
          + " VALUES (?, ?, ?, ?, 0, ?, 0, '', ?, ?, ?, ?)";
  private static final String ADD_CONTENT =
      "INSERT INTO incoming_content (id, sender, receiver, content, format)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String FIND =
      "SELECT plugin, session_key, state, due_at FROM incoming_message WHERE id = ?";
  private static final String END_WAITING =
      "UPDATE incoming_message SET state = ?, failures = ?, reason = ?, ended_at = ?"
          + " WHERE id = ? AND state = 0 RETURNING plugin, session_key, due_at IS NOT NULL";
  private static final String DISCARD =
      "UPDATE incoming_message SET state = 3, reason = ?, ended_at = ? WHERE id = ?";
  private static final String POSTPONE =
      "UPDATE incoming_message SET failures = ?, reason = ?,"
          + " due_at = CASE WHEN due_at IS NULL THEN NULL ELSE ? END WHERE id = ? AND state = 0";
  static final String NEXT_OF_SESSION =
      "SELECT id FROM incoming_message"
          + " WHERE plugin = ? AND session_key = ? AND state = 0 ORDER BY id LIMIT 1";
  private static final String SET_DUE = "UPDATE incoming_message SET due_at = ? WHERE id = ?";
  private static final String WAIT_AGAIN =
      "UPDATE incoming_message SET state = 0, due_at = ?, failures = 0, ended_at = NULL"
          + " WHERE id = ?";
  private static final String HAS_CONTENT = "SELECT 1 FROM incoming_content WHERE id = ?";

  private final SqliteWriter writer;
  private final Outgoing outgoing;
  private final RequestKeys requestKeys;
  private final IncomingRetention retention = new IncomingRetention("", this::count);

  SqliteIncoming(SqliteWriter writer, Outgoing outgoing, RequestKeys requestKeys) {
    this.writer = writer;
    this.outgoing = outgoing;
    this.requestKeys = requestKeys;
  }

  @Override
  public Acceptance accept(NewIncoming message) throws SQLException {
    Optional<Acceptance> before = before(message);
    if (before.isPresent()) {
      return before.get();
    }
    long id = writer.nextIncomingId();
    boolean inSession = !message.sessionKey().isEmpty();
    boolean first = !inSession || !sessionWaits(message.plugin(), message.sessionKey());
    OptionalInt parent =
        inSession
            ? outgoing
                .replied(
                    List.of(
                        new Outgoing.Reply(
                            message.parentPlugin(), message.sessionKey(), message.receivedAt())))
                .get(0)
            : OptionalInt.empty();
    add(id, message, first, parent);
    addContent(id, message);
    remember(id, message);
    count(message.plugin(), MessageState.WAITING, 1);
    if (first) {
      writer.becameReady(
          new StoredIncoming(
              id,
              message.plugin(),
              Partitions.of(message.sessionKey(), id),
              SqliteInboxStore.EPOCH,
              message.from(),
              message.to(),
              message.content(),
              message.format(),
              message.sessionKey(),
              parent,
              Instant.ofEpochMilli(message.receivedAt().toEpochMilli()),
              0,
              message.traceParent()));
    }
    return new Acceptance(Acceptance.Kind.STORED, id);
  }

  @Override
  public boolean finish(WriteCommand.Finish command) throws SQLException {
    PreparedStatement end = prepare(END_WAITING);
    end.setInt(1, command.state().code());
    end.setInt(2, command.failures());
    end.setString(3, shorten(command.reason()));
    end.setLong(4, command.now().toEpochMilli());
    end.setLong(5, command.id());
    String plugin;
    String sessionKey;
    boolean head;
    try (ResultSet row = end.executeQuery()) {
      if (!row.next()) {
        return false;
      }
      plugin = row.getString(1);
      sessionKey = row.getString(2);
      head = row.getBoolean(3);
    }
    count(plugin, MessageState.WAITING, -1);
    count(plugin, command.state(), 1);
    if (head && sessionKey != null) {
      goOn(plugin, sessionKey, command.now());
    }
    return true;
  }

  @Override
  public boolean postpone(WriteCommand.Postpone command) throws SQLException {
    PreparedStatement postpone = prepare(POSTPONE);
    postpone.setInt(1, command.failures());
    postpone.setString(2, shorten(command.reason()));
    postpone.setLong(3, command.due().toEpochMilli());
    postpone.setLong(4, command.id());
    return postpone.executeUpdate() == 1;
  }

  @Override
  public Optional<Retried> retry(WriteCommand.Retry command) throws SQLException {
    Optional<Row> found = find(command.id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    long now = command.now().toEpochMilli();
    switch (row.state()) {
      case HANDLED -> {
        return Optional.of(new Retried(row.state(), false));
      }
      case WAITING -> {
        if (row.due() > now) {
          setDue(command.id(), now);
          becameReady(command.id());
        }
      }
      case DEAD, DISCARDED -> {
        if (!hasContent(command.id())) {
          return Optional.of(new Retried(row.state(), false));
        }
        // Behind the message whose turn it is, for that may be being handled; it comes next then.
        boolean first =
            row.sessionKey().isEmpty() || !sessionWaits(row.plugin(), row.sessionKey().get());
        waitAgain(command.id(), first ? now : Row.NO_DUE);
        count(row.plugin(), row.state(), -1);
        count(row.plugin(), MessageState.WAITING, 1);
        if (first) {
          becameReady(command.id());
        }
      }
    }
    return Optional.of(new Retried(row.state(), true));
  }

  @Override
  public Optional<MessageState> discard(WriteCommand.Discard command) throws SQLException {
    Optional<Row> found = find(command.id());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    if (row.state() == MessageState.WAITING || row.state() == MessageState.DEAD) {
      PreparedStatement discard = prepare(DISCARD);
      discard.setString(1, shorten(command.reason()));
      discard.setLong(2, command.now().toEpochMilli());
      discard.setLong(3, command.id());
      discard.executeUpdate();
      count(row.plugin(), row.state(), -1);
      count(row.plugin(), MessageState.DISCARDED, 1);
      boolean head = row.state() == MessageState.WAITING && row.due() != Row.NO_DUE;
      if (head && row.sessionKey().isPresent()) {
        goOn(row.plugin(), row.sessionKey().get(), command.now());
      }
    }
    return Optional.of(row.state());
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
    return GatewayIds.purge(command.receivedBefore(), command.limit(), writer.statements());
  }

  /** What is answered to a message that was stored before. */
  private Optional<Acceptance> before(NewIncoming message) throws SQLException {
    if (message.requestKey().isPresent()) {
      Optional<RequestKeys.Known> known = requestKeys.find(message.requestKey().get());
      if (known.isPresent()) {
        return Optional.of(
            known.get().sameArguments()
                ? new Acceptance(Acceptance.Kind.REPEATED, known.get().ids().get(0))
                : new Acceptance(Acceptance.Kind.KEY_REUSED, 0));
      }
    }
    Optional<String> gatewayId = message.origin().flatMap(Origin::gatewayId);
    if (gatewayId.isPresent()) {
      OptionalLong known =
          GatewayIds.find(message.origin().get().plugin(), gatewayId.get(), writer.statements());
      if (known.isPresent()) {
        return Optional.of(new Acceptance(Acceptance.Kind.REPEATED, known.getAsLong()));
      }
    }
    return Optional.empty();
  }

  /** Keeps by what a repeat of the message is recognised. */
  private void remember(long id, NewIncoming message) throws SQLException {
    if (message.requestKey().isPresent()) {
      requestKeys.add(message.requestKey().get(), message.receivedAt(), List.of(id));
    }
    Optional<String> gatewayId = message.origin().flatMap(Origin::gatewayId);
    if (gatewayId.isPresent()) {
      GatewayIds.add(
          message.origin().get().plugin(),
          gatewayId.get(),
          id,
          message.receivedAt(),
          writer.statements());
    }
  }

  /** Of the waiting messages of a session one always has its turn, so the next one queues. */
  private boolean sessionWaits(String plugin, String sessionKey) throws SQLException {
    PreparedStatement waits = prepare(SESSION_WAITS);
    waits.setString(1, plugin);
    waits.setString(2, sessionKey);
    try (ResultSet row = waits.executeQuery()) {
      return row.next();
    }
  }

  private void add(long id, NewIncoming message, boolean first, OptionalInt parent)
      throws SQLException {
    PreparedStatement add = prepare(ADD);
    long receivedAt = message.receivedAt().toEpochMilli();
    add.setLong(1, id);
    add.setString(2, message.plugin());
    add.setInt(3, Partitions.of(message.sessionKey(), id));
    add.setString(4, message.sessionKey().isEmpty() ? null : message.sessionKey());
    if (first) {
      add.setLong(5, receivedAt);
    } else {
      add.setNull(5, Types.BIGINT);
    }
    if (parent.isPresent()) {
      add.setInt(6, parent.getAsInt());
    } else {
      add.setNull(6, Types.INTEGER);
    }
    add.setString(7, message.user());
    add.setLong(8, receivedAt);
    add.setString(9, message.traceParent().orElse(null));
    add.executeUpdate();
  }

  private void addContent(long id, NewIncoming message) throws SQLException {
    PreparedStatement add = prepare(ADD_CONTENT);
    add.setLong(1, id);
    add.setString(2, message.from());
    add.setString(3, message.to());
    add.setString(4, message.content());
    add.setString(5, message.format());
    add.executeUpdate();
  }

  private boolean hasContent(long id) throws SQLException {
    PreparedStatement find = prepare(HAS_CONTENT);
    find.setLong(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next();
    }
  }

  private Optional<Row> find(long id) throws SQLException {
    PreparedStatement find = prepare(FIND);
    find.setLong(1, id);
    try (ResultSet row = find.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long dueOrZero = row.getLong(4);
      long due = row.wasNull() ? Row.NO_DUE : dueOrZero;
      return Optional.of(
          new Row(
              row.getString(1),
              Optional.ofNullable(row.getString(2)),
              MessageState.of(row.getInt(3)),
              due));
    }
  }

  /** The message of this session whose turn it was has ended: it is the oldest one's turn. */
  private void goOn(String plugin, String sessionKey, Instant now) throws SQLException {
    PreparedStatement next = prepare(NEXT_OF_SESSION);
    next.setString(1, plugin);
    next.setString(2, sessionKey);
    long id;
    try (ResultSet row = next.executeQuery()) {
      if (!row.next()) {
        return;
      }
      id = row.getLong(1);
    }
    setDue(id, now.toEpochMilli());
    becameReady(id);
  }

  private void setDue(long id, long due) throws SQLException {
    PreparedStatement setDue = prepare(SET_DUE);
    setDue.setLong(1, due);
    setDue.setLong(2, id);
    setDue.executeUpdate();
  }

  private void waitAgain(long id, long due) throws SQLException {
    PreparedStatement waitAgain = prepare(WAIT_AGAIN);
    if (due == Row.NO_DUE) {
      waitAgain.setNull(1, Types.BIGINT);
    } else {
      waitAgain.setLong(1, due);
    }
    waitAgain.setLong(2, id);
    waitAgain.executeUpdate();
  }

  private void becameReady(long id) throws SQLException {
    Optional<StoredIncoming> message =
        IncomingRows.waiting(id, Long.MAX_VALUE, SqliteInboxStore.EPOCH, writer.statements());
    message.ifPresent(writer::becameReady);
  }

  private void count(String plugin, MessageState state, long difference) {
    writer.count(new CountKey(INCOMING, plugin, state.code()), difference);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return writer.statements().prepare(sql);
  }

  private static String shorten(String reason) {
    return Texts.shorten(reason, MAX_REASON);
  }
}
