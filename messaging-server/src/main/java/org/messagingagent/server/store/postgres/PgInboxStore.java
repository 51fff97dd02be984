package org.messagingagent.server.store.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.IncomingRows;
import org.messagingagent.server.store.engine.Lists;
import org.messagingagent.server.store.engine.Readers;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.WriteCommand;

/** The inbox in PostgreSQL. */
final class PgInboxStore implements InboxStore {

  /** The one whose turn it is; where nobody decided yet, the one that will have it. */
  static final String TURN =
      "SELECT id FROM (SELECT 0 AS n, h.id FROM incoming_message h WHERE h.plugin = ?"
          + " AND h.session_key = ? AND h.state = 0 AND h.due_at IS NOT NULL AND NOT h.undecided"
          + " UNION ALL (SELECT 1, u.id FROM incoming_message u WHERE u.plugin = ?"
          + " AND u.session_key = ? AND u.state = 0 AND u.undecided ORDER BY u.id LIMIT 1)) t"
          + " ORDER BY n, id LIMIT 1";

  private static final String COLUMNS =
      "id, plugin, state, session_key, parent_messaging_id, user_name, received_at, due_at,"
          + " ended_at, failures, reason";
  private static final String FIND = "SELECT " + COLUMNS + " FROM incoming_message WHERE id = ?";
  private static final String CONTENT =
      "SELECT sender, receiver, content, format FROM incoming_content WHERE id = ?";

  private final Readers readers;
  private final GroupCommit commits;
  private final PgWriter writer;
  private final PgListener news;
  private final PgReady ready;

  PgInboxStore(
      Readers readers, GroupCommit commits, PgWriter writer, PgListener news, PgEpoch epoch) {
    this.readers = readers;
    this.commits = commits;
    this.writer = writer;
    this.news = news;
    ready = new PgReady(readers, commits, epoch);
  }

  @Override
  public CompletionStage<Acceptance> accept(NewIncoming message) {
    return commits.submit(new WriteCommand.Accept(message));
  }

  @Override
  public void onReady(Consumer<List<StoredIncoming>> listener) {
    writer.onReady(listener);
  }

  @Override
  public void onElsewhere(Consumer<String> listener) {
    news.onElsewhere(listener);
  }

  /** What other nodes accept is told; this is for what was not heard. */
  @Override
  public Duration pollInterval() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Ready ready(
      String plugin,
      Partitions partitions,
      Instant now,
      LongPredicate excluded,
      int maxMessages,
      long maxBytes) {
    return ready.ready(plugin, partitions, now, excluded, maxMessages, maxBytes);
  }

  @Override
  public List<String> pluginsWithWaiting() {
    return counts().entrySet().stream()
        .filter(plugin -> plugin.getValue().containsKey(MessageState.WAITING))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public CompletionStage<Boolean> finish(
      long id, long epoch, MessageState state, int failures, String reason, Instant now) {
    if (state != MessageState.HANDLED && state != MessageState.DEAD) {
      throw new IllegalArgumentException("A message ends HANDLED or DEAD, not " + state);
    }
    return commits.submit(new WriteCommand.Finish(id, epoch, state, failures, reason, now));
  }

  @Override
  public CompletionStage<Boolean> postpone(
      long id, long epoch, int failures, String reason, Instant due) {
    return commits.submit(new WriteCommand.Postpone(id, epoch, failures, reason, due));
  }

  @Override
  public Map<String, Map<MessageState, Long>> counts() {
    Map<String, Map<MessageState, Long>> counts = new TreeMap<>();
    readers
        .read(statements -> PgCounts.of(CountKey.INCOMING, statements))
        .forEach(
            (plugin, kinds) -> {
              Map<MessageState, Long> states = new EnumMap<>(MessageState.class);
              kinds.forEach((kind, number) -> states.put(MessageState.of(kind), number));
              counts.put(plugin, states);
            });
    return counts;
  }

  @Override
  public List<IncomingRecord> list(IncomingFilter filter, long before, int limit) {
    Lists.checkLimit(limit);
    StringBuilder sql =
        new StringBuilder("SELECT " + COLUMNS + " FROM incoming_message WHERE id < ?");
    filter.plugin().ifPresent(plugin -> sql.append(" AND plugin = ?"));
    // A constant, not a parameter: so the partial indexes can be used.
    filter.state().ifPresent(state -> sql.append(" AND state = ").append(state.code()));
    filter.sessionKey().ifPresent(sessionKey -> sql.append(" AND session_key = ?"));
    sql.append(" ORDER BY id DESC LIMIT ?");
    return readers.read(
        statements -> {
          PreparedStatement list = statements.prepare(sql.toString());
          int parameter = 1;
          list.setLong(parameter++, before);
          if (filter.plugin().isPresent()) {
            list.setString(parameter++, filter.plugin().get());
          }
          if (filter.sessionKey().isPresent()) {
            list.setString(parameter++, filter.sessionKey().get());
          }
          list.setInt(parameter, limit);
          List<IncomingRecord> records = new ArrayList<>();
          try (ResultSet row = list.executeQuery()) {
            while (row.next()) {
              records.add(record(row, Optional.empty()));
            }
          }
          return List.copyOf(records);
        });
  }

  @Override
  public Optional<IncomingRecord> find(long id) {
    return readers.read(
        statements -> {
          Optional<Content> content = content(id, statements);
          PreparedStatement find = statements.prepare(FIND);
          find.setLong(1, id);
          try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(record(row, content)) : Optional.empty();
          }
        });
  }

  @Override
  public OptionalLong turnOf(String plugin, String sessionKey) {
    return readers.read(
        statements -> {
          PreparedStatement turn = statements.prepare(TURN);
          turn.setString(1, plugin);
          turn.setString(2, sessionKey);
          turn.setString(3, plugin);
          turn.setString(4, sessionKey);
          try (ResultSet row = turn.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
          }
        });
  }

  @Override
  public CompletionStage<Optional<MessageState>> retry(long id, Instant now) {
    return commits.submit(new WriteCommand.Retry(id, now));
  }

  @Override
  public CompletionStage<Optional<MessageState>> discard(long id, String reason, Instant now) {
    return commits.submit(new WriteCommand.Discard(id, reason, now));
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedBefore, Instant keysBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeIncoming(endedBefore, keysBefore, limit));
  }

  @Override
  public CompletionStage<Integer> purgeGatewayIds(Instant receivedBefore, int limit) {
    return commits.submit(new WriteCommand.PurgeGatewayIds(receivedBefore, limit));
  }

  private static Optional<Content> content(long id, Statements statements) throws SQLException {
    PreparedStatement content = statements.prepare(CONTENT);
    content.setLong(1, id);
    try (ResultSet row = content.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Content(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
          : Optional.empty();
    }
  }

  private static IncomingRecord record(ResultSet row, Optional<Content> content)
      throws SQLException {
    MessageState state = MessageState.of(row.getInt(3));
    String sessionKey = row.getString(4);
    Optional<Instant> due = Lists.optionalTime(row, 8);
    return new IncomingRecord(
        row.getLong(1),
        row.getString(2),
        state,
        sessionKey == null ? "" : sessionKey,
        IncomingRows.optionalInt(row, 5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        state == MessageState.WAITING ? due : Optional.empty(),
        Lists.optionalTime(row, 9),
        row.getInt(10),
        row.getString(11),
        content);
  }
}
