package org.messagingagent.server.store.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;

/** What the database's failures mean. Safe for use by many threads. */
final class PgErrors {

  private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

  private final String where;
  private final String user;
  private final boolean lent;

  /**
   * @param lent whether the connections come from a DataSource of the application's
   */
  PgErrors(StoreConfig config, boolean lent) {
    this.lent = lent;
    where = "%s, schema %s".formatted(shown(config.url().orElseThrow()), config.schema());
    user = config.user();
  }

  /** The database and the schema, for people. */
  String where() {
    return where;
  }

  /** Whether another transaction stood in the way, so that the same may go through now. */
  static boolean isContention(Throwable failure) {
    return failure instanceof SQLException sql && CONTENTION.contains(state(sql));
  }

  /** Whether the connection is gone, or does not take any more. */
  static boolean isDisconnection(Throwable failure) {
    if (!(failure instanceof SQLException sql)) {
      return false;
    }
    String state = state(sql);
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("25P03") // the server ended a session that was idle in a transaction
        || state.equals("25006"); // a server that was the primary once
  }

  /** Whether the database did not say no: it may have done what it was asked. */
  static boolean isUnanswered(Throwable failure) {
    return !(failure instanceof SQLException sql) || state(sql).isEmpty() || isDisconnection(sql);
  }

  /** Whether this failure comes from the database's surroundings, and so concerns every write. */
  static boolean isOutage(Throwable failure) {
    if (!(failure instanceof SQLException sql)) {
      return false;
    }
    String state = state(sql);
    return isDisconnection(sql)
        || state.isEmpty()
        || state.startsWith("28")
        || state.startsWith("3D")
        || state.startsWith("42")
        || state.startsWith("53")
        || state.startsWith("58")
        || state.startsWith("XX");
  }

  /** The failure in words for an operator, without the statement and its values. */
  StoreException explain(Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    if (failure instanceof SQLTransientConnectionException pool && pool.getCause() == null) {
      return new StoreBusyException(
          "No connection to the database %s came free in time; try again in a moment"
              .formatted(where));
    }
    if (!(failure instanceof SQLException sql)) {
      return new StoreException("The database %s failed: %s".formatted(where, failure), failure);
    }
    SQLException cause = root(sql);
    if (lent && state(cause).isEmpty()) { // of the pool, for what the database says has a state
      return new StoreException(
          "The application's DataSource gives no connection to %s (%s); let its pool hold more, or lower messaging.store.pool-size"
              .formatted(where, cause.getMessage()),
          failure);
    }
    return new StoreException(
        "The database %s %s (%s)".formatted(where, meaning(cause), told(cause)), failure);
  }

  private String meaning(SQLException failure) {
    String state = state(failure);
    return switch (state) {
      case "28P01", "28000" ->
          user.isEmpty()
              ? "refused to let the server in; set messaging.store.user and messaging.store.password"
              : "refused the user '%s'; check messaging.store.user and messaging.store.password"
                  .formatted(user);
      case "3D000" -> "does not exist; create it, or correct messaging.store.url";
      case "42501" -> "does not give the user '%s' the right to do this".formatted(user);
      case "53100" -> "has no disk space left; make room, the server goes on by itself";
      case "53300" ->
          "takes no more connections; raise its max_connections, or lower"
              + " messaging.store.pool-size";
      case "25006" -> "is read-only; messaging.store.url must lead to the primary server";
      case "57014" -> "did not answer in time; find out what keeps it busy";
      default -> {
        if (CONTENTION.contains(state)) {
          yield "is held up by another transaction; try again in a moment";
        }
        if (isDisconnection(failure)) {
          yield "cannot be reached; check that it runs, is no standby and not read-only, the network,"
              + " and messaging.store.url";
        }
        yield "refused the statement";
      }
    };
  }

  /** What the server says has the state; a message could hold values. */
  private static String told(SQLException failure) {
    return "SQLState " + (state(failure).isEmpty() ? "unknown" : state(failure));
  }

  private static SQLException root(SQLException failure) {
    SQLException root = failure;
    while (state(root).isEmpty() || state(root).startsWith("08")) {
      if (!(root.getCause() instanceof SQLException cause)) {
        break;
      }
      root = cause;
    }
    return root;
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  private static String shown(String url) {
    String address = url.substring("jdbc:postgresql:".length());
    int query = address.indexOf('?');
    return (query < 0 ? address : address.substring(0, query)).replaceFirst("^//", "");
  }
}
