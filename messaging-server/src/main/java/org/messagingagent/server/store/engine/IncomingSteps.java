package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.Matches;
import org.messagingagent.server.store.MessageState;

/** A step through the messages that match a filter; the same statements for both databases. */
public final class IncomingSteps {

  private static final int MAX_SCAN = 10_000;

  private IncomingSteps() {}

  /** See {@link org.messagingagent.server.store.InboxStore#matching}. */
  public static Matches read(
      IncomingFilter filter,
      long after,
      long upTo,
      int scan,
      Dialect dialect,
      Statements statements)
      throws SQLException {
    if (scan < 1 || scan > MAX_SCAN) {
      throw new IllegalArgumentException("scan must be 1 to %d, was %d".formatted(MAX_SCAN, scan));
    }
    IncomingConditions conditions = new IncomingConditions(filter, dialect);
    // Only what has an index by id narrows the range; the rest is a column of its rows, so that a
    // step reads no more than so many rows however few of them match.
    String sql =
        "SELECT id, CASE WHEN 1 = 1%s THEN 1 ELSE 0 END FROM incoming_message"
                .formatted(conditions.sql())
            + " WHERE id > ? AND id <= ?%s ORDER BY id LIMIT ?".formatted(indexed(filter));
    PreparedStatement step = statements.prepare(sql);
    int parameter = conditions.bind(step, 1);
    step.setLong(parameter++, after);
    step.setLong(parameter++, upTo);
    step.setInt(parameter, scan);
    List<Long> ids = new ArrayList<>();
    long last = after;
    int scanned = 0;
    try (ResultSet row = step.executeQuery()) {
      while (row.next()) {
        last = row.getLong(1);
        scanned++;
        if (row.getInt(2) == 1) {
          ids.add(last);
        }
      }
    }
    return new Matches(
        List.copyOf(ids), scanned == scan ? OptionalLong.of(last) : OptionalLong.empty());
  }

  private static String indexed(IncomingFilter filter) {
    return filter
        .state()
        .filter(state -> state == MessageState.DEAD || state == MessageState.DISCARDED)
        .map(state -> " AND state = " + state.code())
        .orElse("");
  }
}
