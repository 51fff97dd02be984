package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.messagingagent.server.store.InboxStore.IncomingFilter;

/** A filter of incoming messages as conditions; the same text for both databases. */
public final class IncomingConditions {

  private static final char ESCAPE = '!';

  private final IncomingFilter filter;
  private final Dialect dialect;

  public IncomingConditions(IncomingFilter filter, Dialect dialect) {
    this.filter = filter;
    this.dialect = dialect;
  }

  /** Conditions to follow others, each with AND before it; few different texts in all. */
  public String sql() {
    StringBuilder sql = new StringBuilder();
    filter.plugin().ifPresent(plugin -> sql.append(" AND plugin = ?"));
    // A constant, not a parameter: so the partial indexes can be used.
    filter.state().ifPresent(state -> sql.append(" AND state = ").append(state.code()));
    filter.sessionKey().ifPresent(sessionKey -> sql.append(" AND session_key = ?"));
    filter.reason().ifPresent(reason -> sql.append(" AND LOWER(reason) LIKE LOWER(?) ESCAPE '!'"));
    filter.receivedAfter().ifPresent(time -> sql.append(" AND received_at >= ?"));
    filter.receivedBefore().ifPresent(time -> sql.append(" AND received_at < ?"));
    return sql.toString();
  }

  /**
   * Sets the parameters of the conditions.
   *
   * @return the parameter that follows them
   */
  public int bind(PreparedStatement statement, int first) throws SQLException {
    int parameter = first;
    if (filter.plugin().isPresent()) {
      statement.setString(parameter++, filter.plugin().get());
    }
    if (filter.sessionKey().isPresent()) {
      statement.setString(parameter++, dialect.stored(filter.sessionKey().get()));
    }
    if (filter.reason().isPresent()) {
      statement.setString(parameter++, "%" + escaped(dialect.stored(filter.reason().get())) + "%");
    }
    if (filter.receivedAfter().isPresent()) {
      statement.setLong(parameter++, filter.receivedAfter().get().toEpochMilli());
    }
    if (filter.receivedBefore().isPresent()) {
      statement.setLong(parameter++, filter.receivedBefore().get().toEpochMilli());
    }
    return parameter;
  }

  /** What is searched for as it is, though some of its characters mean something to LIKE. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c == '%' || c == '_' || c == ESCAPE) {
        escaped.append(ESCAPE);
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
