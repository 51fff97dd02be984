package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RequestKey;

/**
 * Stores messages in transactions of the host, whatever its search path. All that is written is new
 * rows of this transaction, so that the server's own writes never wait for it. Safe for use by many
 * threads.
 *
 * <p>It is what a node does that owns no partition: whose turn it is, the owner decides once the
 * row appears, however late that is. The notice to it is sent by the database with the commit.
 */
final class PgHostAccept {

  private static final int ATTEMPTS = 3;

  // A counter's row of its own, by the number of the transaction, which is negative here: a row of
  // a
  // node would be locked until the host commits. PgHostNotes adds them to those of a node. What the
  // message answers is left to that, too: its row is not for the host to lock.
  private static final String ADD =
      "WITH n AS MATERIALIZED (SELECT coalesce(?::bigint, nextval('%1$s.incoming_id')) AS id),"
          + " p AS MATERIALIZED (SELECT n.id, coalesce(?::integer, (n.id %% %2$d)::integer) AS no,"
          + " (SELECT o.id FROM %1$s.outgoing_message o WHERE o.plugin = ? AND o.session_key = ?"
          + " AND o.session_key <> '' ORDER BY o.id DESC LIMIT 1) AS parent FROM n),"
          + " message AS (INSERT INTO %1$s.incoming_message (id, plugin, partition_no, session_key,"
          + " state, due_at, undecided, failures, reason, parent_messaging_id, user_name,"
          + " received_at, trace_parent) SELECT p.id, ?::text, p.no, ?::text, 0, ?::bigint, ?, 0, '',"
          + " p.parent, ?::text, ?::bigint, ?::text FROM p),"
          + " texts AS (INSERT INTO %1$s.incoming_content (id, sender, receiver, content, format)"
          + " SELECT p.id, ?::text, ?::text, ?::text, ?::text FROM p),"
          + " counted AS (INSERT INTO %1$s.message_count AS c (direction, plugin, kind, epoch,"
          + " messages) VALUES ('incoming', ?, 0, -txid_current(), 1)"
          + " ON CONFLICT (direction, plugin, kind, epoch) DO UPDATE SET messages = c.messages + 1),"
          + " answers AS (INSERT INTO %1$s.progress (name, position)"
          + " SELECT '%3$s' || p.id, p.parent FROM p WHERE p.parent IS NOT NULL)"
          + " SELECT p.id, pg_notify(?, ? || to_hex(1::bigint << p.no) || ':' || ?),"
          + " pg_notify(?, ?) FROM p";
  private static final String CLAIM =
      "INSERT INTO %1$s.request_key (user_name, operation, request_key, arguments_hash, created_at,"
          + " ids) VALUES (?, ?, ?, ?, ?, ARRAY[nextval('%1$s.incoming_id')])"
          + " ON CONFLICT DO NOTHING RETURNING ids[1]";
  private static final String FIND =
      "SELECT arguments_hash, ids[1] FROM %1$s.request_key"
          + " WHERE user_name = ? AND operation = ? AND request_key = ?";

  private final PgHostConnections connections;
  private final String channel;
  private final String add;
  private final String claim;
  private final String find;

  PgHostAccept(PgHostConnections connections, String schema) {
    this.connections = connections;
    channel = PgNews.channel(schema);
    add = ADD.formatted(schema, Partitions.COUNT, PgHostNotes.ANSWER);
    claim = CLAIM.formatted(schema);
    find = FIND.formatted(schema);
  }

  /** See {@link org.messagingagent.server.store.TransactionStore#accept}. */
  Acceptance accept(Connection connection, NewIncoming message) throws SQLException {
    connections.check(connection);
    if (message.requestKey().isEmpty()) {
      return stored(add(connection, message, Optional.empty()));
    }
    RequestKey key = message.requestKey().get();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Long> id = claim(connection, key, message.receivedAt().toEpochMilli());
      if (id.isPresent()) {
        return stored(add(connection, message, id));
      }
      Optional<Acceptance> before = find(connection, key);
      if (before.isPresent()) {
        return before.get();
      }
    }
    throw PgRequestKeys.purgedMeanwhile();
  }

  private static Acceptance stored(long id) {
    return new Acceptance(Acceptance.Kind.STORED, id);
  }

  /** The message's id, where the key is new. Waits for another transaction that has the same. */
  private Optional<Long> claim(Connection connection, RequestKey key, long now)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(claim)) {
      insert.setString(1, key.user());
      insert.setString(2, key.operation());
      insert.setString(3, key.key());
      insert.setBytes(4, key.argumentsHash());
      insert.setLong(5, now);
      try (ResultSet row = insert.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }

  private Optional<Acceptance> find(Connection connection, RequestKey key) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(find)) {
      select.setString(1, key.user());
      select.setString(2, key.operation());
      select.setString(3, key.key());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            Arrays.equals(row.getBytes(1), key.argumentsHash())
                ? new Acceptance(Acceptance.Kind.REPEATED, row.getLong(2))
                : new Acceptance(Acceptance.Kind.KEY_REUSED, 0));
      }
    }
  }

  private long add(Connection connection, NewIncoming message, Optional<Long> id)
      throws SQLException {
    String session = PgText.stored(message.sessionKey());
    long now = message.receivedAt().toEpochMilli();
    try (PreparedStatement insert = connection.prepareStatement(add)) {
      setLong(insert, 1, id);
      if (session.isEmpty()) {
        insert.setNull(2, Types.INTEGER);
      } else {
        insert.setInt(2, Partitions.of(message.sessionKey(), 0));
      }
      insert.setString(3, message.parentPlugin());
      insert.setString(4, session);
      insert.setString(5, message.plugin());
      insert.setString(6, session.isEmpty() ? null : session);
      insert.setLong(7, now);
      insert.setBoolean(8, !session.isEmpty());
      insert.setString(9, message.user());
      insert.setLong(10, now);
      insert.setString(11, message.traceParent().orElse(null));
      insert.setString(12, PgText.stored(message.from()));
      insert.setString(13, PgText.stored(message.to()));
      insert.setString(14, PgText.stored(message.content()));
      insert.setString(15, PgText.stored(message.format()));
      insert.setString(16, message.plugin());
      insert.setString(17, channel);
      insert.setString(18, PgNews.WAKE);
      insert.setString(19, message.plugin());
      insert.setString(20, channel);
      insert.setString(21, PgNews.HOST);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void setLong(PreparedStatement statement, int at, Optional<Long> value)
      throws SQLException {
    if (value.isPresent()) {
      statement.setLong(at, value.get());
    } else {
      statement.setNull(at, Types.BIGINT);
    }
  }
}
