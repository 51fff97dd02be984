package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** One statement for many rows, in as few round trips as the driver can make of it. */
public final class Batch {

  /** Sets the parameters for a row. */
  public interface Binder<T> {
    void bind(PreparedStatement statement, T row) throws SQLException;
  }

  private Batch() {}

  public static <T> void run(
      Statements statements, String sql, Collection<T> rows, Binder<T> binder) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    PreparedStatement statement = statements.prepare(sql);
    if (rows.size() == 1) {
      binder.bind(statement, rows.iterator().next());
      statement.executeUpdate();
      return;
    }
    try {
      for (T row : rows) {
        binder.bind(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } finally {
      statement.clearBatch(); // what failed must not run with the next batch
    }
  }
}
