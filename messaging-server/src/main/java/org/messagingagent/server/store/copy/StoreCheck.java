package org.messagingagent.server.store.copy;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.engine.CopyMark;
import org.messagingagent.server.store.sqlite.SqliteDatabase;

/** Looks whether a SQLite database is whole. It only reads, so a server may be running on it. */
public final class StoreCheck {

  private static final int MOST_PROBLEMS = 20;
  private static final String ROWS =
      "SELECT plugin, state, COUNT(*) FROM incoming_message GROUP BY plugin, state";
  private static final String COUNTS =
      "SELECT plugin, kind, messages FROM message_count WHERE direction = 'incoming'"
          + " AND messages <> 0";
  private static final String WITHOUT_CONTENT =
      "SELECT COUNT(*) FROM incoming_message m WHERE m.state IN (0, 2)"
          + " AND NOT EXISTS (SELECT 1 FROM incoming_content c WHERE c.id = m.id)";
  private static final String STUCK_SESSIONS =
      "SELECT COUNT(*) FROM (SELECT 1 FROM incoming_message WHERE state = 0"
          + " AND session_key IS NOT NULL GROUP BY plugin, session_key"
          + " HAVING COUNT(due_at) <> 1)";

  private StoreCheck() {}

  /**
   * What was found.
   *
   * @param version of the tables
   * @param knownVersion the one that this server writes
   * @param incoming how many incoming messages there are, by plugin and state, such as {@code "sms
   *     waiting"}
   * @param problems in words for an operator, at most twenty; empty where it is whole
   */
  public record Finding(
      int version, int knownVersion, Map<String, Long> incoming, List<String> problems) {}

  /**
   * Reads the whole database of a data directory; a minute or more for some gigabytes.
   *
   * @throws org.messagingagent.server.store.StoreException where it cannot be read at all
   */
  public static Finding check(Path directory) {
    requireNonNull(directory, "directory is null");
    try (Connection connection = SqliteDatabase.openReader(directory)) {
      connection.setAutoCommit(false); // one view of it, whatever a server writes meanwhile
      return check(connection);
    } catch (SQLException e) {
      throw SqliteDatabase.explain(directory, e);
    }
  }

  private static Finding check(Connection connection) throws SQLException {
    int known = SqliteDatabase.knownVersion();
    int version = (int) number("PRAGMA user_version", connection);
    List<String> problems = new ArrayList<>();
    damages(connection, problems);
    if (version > known) {
      problems.add("it was written by a newer server, and this one refuses it");
    }
    if (version != known) {
      return new Finding(version, known, Map.of(), List.copyOf(problems));
    }
    if (CopyMark.isSet(connection)) {
      problems.add("it is a copy that was not finished; begin again with 'store copy --restart'");
    }
    Map<String, Long> rows = counted(ROWS, connection);
    if (!rows.equals(counted(COUNTS, connection))) {
      problems.add("the numbers of messages that are kept beside them differ from the messages");
    }
    told(WITHOUT_CONTENT, "%d waiting or dead messages have no content", connection, problems);
    told(STUCK_SESSIONS, "%d sessions have not one message whose turn it is", connection, problems);
    return new Finding(version, known, Map.copyOf(rows), List.copyOf(problems));
  }

  private static void damages(Connection connection, List<String> problems) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(" + MOST_PROBLEMS + ")")) {
      while (row.next()) {
        if (!row.getString(1).equals("ok")) {
          problems.add("damaged: " + row.getString(1));
        }
      }
    }
  }

  private static void told(String sql, String problem, Connection connection, List<String> problems)
      throws SQLException {
    long number = number(sql, connection);
    if (number > 0) {
      problems.add(problem.formatted(number));
    }
  }

  private static Map<String, Long> counted(String sql, Connection connection) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (PreparedStatement count = connection.prepareStatement(sql);
        ResultSet row = count.executeQuery()) {
      while (row.next()) {
        String state = MessageState.of(row.getInt(2)).name().toLowerCase(Locale.ROOT);
        counts.put(row.getString(1) + " " + state, row.getLong(3));
      }
    }
    return counts;
  }

  private static long number(String sql, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
