package org.messagingagent.server.store.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Marks a database that another one is being copied into. Where the copying was interrupted the
 * mark stays, and no server starts on what would be a part of the messages.
 */
public final class CopyMark {

  private static final String FIND = "SELECT 1 FROM progress WHERE name = 'copy'";
  private static final String SET =
      "INSERT INTO progress (name, position) VALUES ('copy', 0) ON CONFLICT (name) DO NOTHING";
  private static final String REMOVE = "DELETE FROM progress WHERE name = 'copy'";

  private CopyMark() {}

  /** Whether the database is a copy that was not finished. */
  public static boolean isSet(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FIND)) {
      return row.next();
    }
  }

  /** In the transaction that is open. */
  public static void set(Connection connection) throws SQLException {
    execute(SET, connection);
  }

  /** In the transaction that is open. */
  public static void remove(Connection connection) throws SQLException {
    execute(REMOVE, connection);
  }

  private static void execute(String sql, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
