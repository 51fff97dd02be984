package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.messagingagent.server.store.engine.Statements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row of this node's epoch, changed by each of its commits. Who closes the epoch waits for the
 * commit under way, and lets none through after it; and where the answer to a commit is lost, the
 * row tells whether it happened. For the writer thread alone.
 */
final class PgFence {

  private static final Logger log = LoggerFactory.getLogger(PgFence.class);

  private static final String PASS =
      "UPDATE node_fence SET batch = batch + 1 WHERE epoch = ? AND open RETURNING batch,"
          + " ARRAY(SELECT nextval('incoming_id') FROM generate_series(1, ?))";
  private static final String TAKE =
      "INSERT INTO node_fence (epoch, batch, open) VALUES (nextval('epoch'), 0, true)"
          + " RETURNING epoch";
  private static final String BATCH = "SELECT batch FROM node_fence WHERE epoch = ? FOR UPDATE";
  private static final String REMOVE = "DELETE FROM node_fence WHERE epoch = ?";

  private final PgEpoch epoch;
  private final String schema;
  private long passed;
  private long batch;
  private Long[] ids = {};
  private int idsTaken;

  PgFence(PgEpoch epoch, String schema) {
    this.epoch = epoch;
    this.schema = schema;
  }

  /**
   * The first statement of each transaction. Where others closed the epoch, a new one is taken,
   * under which nothing is owned.
   *
   * @param messages for how many incoming messages ids are taken
   */
  void pass(int messages, Statements statements) throws SQLException {
    while (epoch.current() == 0 || !passed(messages, statements)) {
      if (epoch.current() != 0) {
        log.warn("This node's epoch {} was closed by others; it takes a new one", passed);
        epoch.lost(passed);
      }
      take(statements);
    }
  }

  /** The epoch under which the open transaction writes. */
  long epoch() {
    return passed;
  }

  /** The next of the ids that were taken. */
  long nextId() {
    return ids[idsTaken++];
  }

  /**
   * On a new connection: whether the transaction happened whose answer was lost. Waits for it where
   * the database is still at it.
   *
   * @return empty where nobody knows any more: the epoch was closed long ago
   */
  Optional<Boolean> happened(Statements statements) throws SQLException {
    Optional<Long> found = batchNow(statements);
    statements.connection().commit();
    return found.map(now -> now >= batch);
  }

  /** Says to whoever lists sessions which epoch this one writes under. */
  void name(Connection connection) throws SQLException {
    if (epoch.current() != 0) {
      try (PreparedStatement name =
          connection.prepareStatement("SELECT set_config('application_name', ?, false)")) {
        name.setString(1, PgConnections.applicationName(schema, epoch.current()));
        name.execute();
      }
      connection.commit();
    }
  }

  /**
   * At the end: nothing is written under this epoch any more, nor asked, so nothing is left of it.
   */
  void close(Statements statements) throws SQLException {
    PreparedStatement remove = statements.prepare(REMOVE);
    remove.setLong(1, epoch.current());
    if (remove.executeUpdate() == 1) {
      PgCounts.fold(epoch.current(), statements);
    }
    statements.connection().commit();
  }

  private boolean passed(int messages, Statements statements) throws SQLException {
    passed = epoch.current(); // others may take it from this node at any moment
    PreparedStatement pass = statements.prepare(PASS);
    pass.setLong(1, passed);
    pass.setInt(2, messages);
    try (ResultSet row = pass.executeQuery()) {
      if (!row.next()) {
        return false;
      }
      batch = row.getLong(1);
      ids = (Long[]) row.getArray(2).getArray();
      idsTaken = 0;
      return true;
    }
  }

  /** In a transaction of its own: what fails later must not take the epoch back. */
  private void take(Statements statements) throws SQLException {
    long taken;
    try (ResultSet row = statements.prepare(TAKE).executeQuery()) {
      row.next();
      taken = row.getLong(1);
    }
    statements.connection().commit();
    epoch.taken(taken);
    name(statements.connection());
  }

  private Optional<Long> batchNow(Statements statements) throws SQLException {
    PreparedStatement select = statements.prepare(BATCH);
    select.setLong(1, passed);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
    }
  }
}
