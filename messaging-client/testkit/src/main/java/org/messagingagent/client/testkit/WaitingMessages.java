package org.messagingagent.client.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteDataSource;

/**
 * Knows which messages were accepted and not handled yet, from the server's database: a message is
 * there before its caller has the answer, and a listener of the server hears of it some time after
 * that. So nobody has to guess how long its plugin may take.
 */
final class WaitingMessages {

  private static final long STEP_NANOS = Duration.ofMillis(2).toNanos();

  /** Not by the JDK's list of drivers, out of which a server that stops takes this one. */
  private final SQLiteDataSource database = new SQLiteDataSource();

  private final List<RecordedPlugin> plugins;

  WaitingMessages(Path dataDirectory, List<RecordedPlugin> plugins) {
    database.setUrl("jdbc:sqlite:" + dataDirectory.resolve("messaging.db"));
    this.plugins = plugins;
  }

  /**
   * Waits until all are handled.
   *
   * @return how many still wait after the time
   */
  long awaitNone(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try (Connection connection = database.getConnection();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT messages FROM message_count"
                    + " WHERE direction = 'incoming' AND kind = 0 AND plugin = ?")) {
      long waiting = waiting(count);
      while (waiting > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(STEP_NANOS);
        waiting = waiting(count);
      }
      return waiting;
    } catch (SQLException e) {
      throw new IllegalStateException("The server's database cannot be read", e);
    }
  }

  private long waiting(PreparedStatement count) throws SQLException {
    long waiting = 0;
    for (RecordedPlugin plugin : plugins) {
      count.setString(1, plugin.name());
      try (ResultSet row = count.executeQuery()) {
        waiting += row.next() ? row.getLong(1) : 0;
      }
    }
    return waiting;
  }
}
