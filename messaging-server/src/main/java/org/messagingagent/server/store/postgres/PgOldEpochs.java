package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What is left of epochs under which nobody writes any more, so that it does not grow with each
 * start. Within one transaction.
 *
 * <p>A process that stops removes its own; here it is about those that ended without a word.
 */
final class PgOldEpochs {

  /**
   * Of so many epochs the rows are kept after they were closed: who lost the answer to a commit
   * under one of them, and then the epoch, still finds out whether the commit happened.
   */
  static final int KEPT = 100;

  /** So many are tidied up at a time, for the lock on each is held until all are done. */
  private static final int MOST = 100;

  // A process that has no node writes too: it is starting or stopping, or runs a command.
  private static final String WITHOUT_NODE =
      "SELECT epoch FROM node_fence f WHERE open AND epoch <> ?"
          + " AND NOT EXISTS (SELECT FROM node n WHERE n.epoch = f.epoch)"
          + " ORDER BY epoch LIMIT ? FOR UPDATE SKIP LOCKED";
  private static final String HAS_SESSION =
      "SELECT FROM pg_stat_activity WHERE application_name = ? AND datname = current_database()";
  private static final String CLOSED_WITH_COUNTS =
      "SELECT DISTINCT epoch FROM message_count c WHERE epoch > 0"
          + " AND NOT EXISTS (SELECT FROM node_fence f WHERE f.epoch = c.epoch AND open)"
          + " ORDER BY epoch LIMIT ?";
  private static final String FORGET = "DELETE FROM node_fence WHERE NOT open AND epoch < ?";

  private final Connection sql;

  PgOldEpochs(Connection sql) {
    this.sql = sql;
  }

  /**
   * Closes epochs whose process has gone without being a node, and forgets those that were closed
   * long ago. Nobody loses a thing by it who lives after all: it takes another epoch.
   *
   * @param mine is left alone
   * @param sessionName what the database calls the session that writes under an epoch
   * @return whether any was closed
   */
  boolean tidy(long mine, LongFunction<String> sessionName) throws SQLException {
    PgNodes nodes = new PgNodes(sql);
    boolean closed = false;
    for (long epoch : epochs(WITHOUT_NODE, mine, MOST)) {
      if (!hasSession(sessionName.apply(epoch))) {
        nodes.bury(epoch);
        closed = true;
      }
    }
    for (long epoch : epochs(CLOSED_WITH_COUNTS, MOST)) {
      update(PgCounts.FOLD, epoch);
    }
    update(FORGET, mine - KEPT);
    return closed;
  }

  private List<Long> epochs(String query, long... parameters) throws SQLException {
    List<Long> epochs = new ArrayList<>();
    try (PreparedStatement find = sql.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        find.setLong(i + 1, parameters[i]);
      }
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          epochs.add(row.getLong(1));
        }
      }
    }
    return epochs;
  }

  private boolean hasSession(String name) throws SQLException {
    try (PreparedStatement find = sql.prepareStatement(HAS_SESSION)) {
      find.setString(1, name);
      try (ResultSet row = find.executeQuery()) {
        return row.next();
      }
    }
  }

  private void update(String statement, long epoch) throws SQLException {
    try (PreparedStatement update = sql.prepareStatement(statement)) {
      update.setLong(1, epoch);
      update.execute();
    }
  }
}
