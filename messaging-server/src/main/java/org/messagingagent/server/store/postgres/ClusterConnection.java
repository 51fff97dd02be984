package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.messagingagent.server.store.StoreException;

/** The connection of the cluster, opened anew where it broke. For one thread at a time. */
final class ClusterConnection implements AutoCloseable {

  /** What the other nodes hear. */
  static final String NEWS = "c";

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final int ANSWER_MILLIS = 10_000;
  private static final String LIMITS = "SET lock_timeout = '1s'; SET statement_timeout = '5s'";
  private static final String NOTIFY = "SELECT pg_notify(?, ?)";

  private final ConnectionSource source;
  private final String channel;
  private Optional<Connection> open = Optional.empty();

  ClusterConnection(ConnectionSource source, String channel) {
    this.source = source;
    this.channel = channel;
  }

  /** Some statements that hold together. */
  interface Work<T> {
    T apply(Connection sql) throws SQLException;
  }

  /** Another transaction holds what is needed, for longer than is waited. */
  static final class LockedException extends StoreException {

    private static final long serialVersionUID = 1L;

    LockedException(Throwable cause) {
      super("Another node keeps a row of the database locked; it is tried again", cause);
    }
  }

  /**
   * Runs statements in a transaction, and commits it.
   *
   * @throws LockedException where another transaction was waited for in vain
   * @throws StoreException where the database does not answer
   */
  <T> T inTransaction(Work<T> work) {
    return run(
        sql -> {
          sql.setAutoCommit(false);
          T result = work.apply(sql);
          sql.commit();
          sql.setAutoCommit(true);
          return result;
        });
  }

  /**
   * Runs one statement, which is committed by itself: a third of the round trips of a transaction.
   *
   * @throws LockedException where another transaction was waited for in vain
   * @throws StoreException where the database does not answer
   */
  <T> T alone(Work<T> statement) {
    return run(statement);
  }

  private <T> T run(Work<T> work) {
    try {
      return work.apply(connection());
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        rollback();
        throw new LockedException(e);
      }
      close();
      throw new StoreException("The database does not answer as it should: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /** Tells the other nodes, with the commit, that they should look. */
  void tellOthers(Connection sql) throws SQLException {
    try (PreparedStatement notify = sql.prepareStatement(NOTIFY)) {
      notify.setString(1, channel);
      notify.setString(2, NEWS);
      notify.execute();
    }
  }

  private Connection connection() throws SQLException {
    if (open.isEmpty()) {
      Connection made = source.connect();
      open = Optional.of(made);
      made.setAutoCommit(true);
      try (Statement limits = made.createStatement()) {
        limits.execute(LIMITS);
      }
      // A database that has vanished without a word must not keep the beats waiting for ever.
      made.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
    }
    return open.get();
  }

  private void rollback() {
    try {
      if (open.isPresent() && !open.get().getAutoCommit()) {
        open.get().rollback();
        open.get().setAutoCommit(true);
      }
    } catch (SQLException e) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      if (open.isPresent()) {
        open.get().close();
      }
    } catch (SQLException e) {
      open = Optional.empty(); // broken anyway
    }
    open = Optional.empty();
  }
}
