package org.messagingagent.server.store.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What the lists for operators have in common. */
public final class Lists {

  private static final int MAX_PAGE = 1_000;

  private Lists() {}

  public static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, was %d".formatted(MAX_PAGE, limit));
    }
  }

  public static Optional<Instant> optionalTime(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
