package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore.Commit;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction of a handler. What makes it exact is the message's own row: that it is done can
 * be written once, while it waits. It goes on waiting, for whose turn comes next is decided by the
 * one writer of the node that owns the partition, which ends the message as any other.
 */
final class PgHandling implements Handling {

  private static final Logger log = LoggerFactory.getLogger(PgHandling.class);
  private static final String FAILED_TRANSACTION = "25P02";

  private static final String DONE =
      "UPDATE %1$s.incoming_message SET ended_at = ? WHERE id = ? AND state = 0"
          + " AND ended_at IS NULL AND current_setting('"
          + PgHandlings.MARK
          + "', true) = ? AND EXISTS (SELECT 1 FROM %1$s.node_fence f WHERE f.epoch = ? AND f.open)";
  private static final String WHY =
      "SELECT coalesce(current_setting('"
          + PgHandlings.MARK
          + "', true), '') <> ?, EXISTS (SELECT 1 FROM %1$s.incoming_message WHERE id = ?"
          + " AND state = 0 AND ended_at IS NOT NULL)";

  private final Connection connection;
  private final GuardedConnection guarded;
  private final StoredIncoming message;
  private final String schema;
  private final PgErrors errors;
  private boolean committed;

  PgHandling(Connection connection, StoredIncoming message, String schema, PgErrors errors) {
    this.connection = connection;
    this.guarded = new GuardedConnection(connection);
    this.message = message;
    this.schema = schema;
    this.errors = errors;
  }

  @Override
  public Connection connection() {
    return guarded.guard();
  }

  @Override
  public Commit commit(Instant now) {
    guarded.end();
    try {
      if (!done(now)) {
        return why();
      }
      connection.commit();
      committed = true;
      return Commit.COMMITTED;
    } catch (SQLException e) {
      if (FAILED_TRANSACTION.equals(e.getSQLState())) {
        throw new StoreException(
            "a statement of the handler had failed in the transaction; throw then, or use a"
                + " savepoint",
            e);
      }
      throw errors.explain(e);
    }
  }

  @Override
  public void close() {
    guarded.end();
    try {
      if (!committed) {
        connection.rollback();
      }
    } catch (SQLException e) {
      log.debug("A handler's transaction could not be rolled back; its connection is closed", e);
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("A handler's connection could not be given back", e);
    }
  }

  private boolean done(Instant now) throws SQLException {
    try (PreparedStatement done = connection.prepareStatement(DONE.formatted(schema))) {
      done.setLong(1, now.toEpochMilli());
      done.setLong(2, message.id());
      done.setString(3, Long.toString(message.id()));
      done.setLong(4, message.epoch());
      return done.executeUpdate() == 1;
    }
  }

  private Commit why() throws SQLException {
    try (PreparedStatement why = connection.prepareStatement(WHY.formatted(schema))) {
      why.setString(1, Long.toString(message.id()));
      why.setLong(2, message.id());
      try (ResultSet row = why.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          return Commit.BROKEN;
        }
        return row.getBoolean(2) ? Commit.DONE_BEFORE : Commit.LOST;
      }
    }
  }
}
