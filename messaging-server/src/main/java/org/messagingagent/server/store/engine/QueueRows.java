package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingagent.server.store.InboxStore.PartitionQueue;

/** What waits, for operators. */
public final class QueueRows {

  /** Where the index of due messages begins with the plugin and then the time. */
  public static final String OLDEST_BY_TIME =
      "SELECT MIN(due_at) FROM incoming_message"
          + " WHERE plugin = ? AND state = 0 AND due_at IS NOT NULL";

  /** Where it has the partition between the two, on PostgreSQL: one look a partition. */
  public static final String OLDEST_BY_PARTITION =
      "SELECT MIN(oldest.due_at) FROM generate_series(0, 63) AS p(number), LATERAL"
          + " (SELECT due_at FROM incoming_message WHERE plugin = ? AND partition_no = p.number"
          + " AND state = 0 AND due_at IS NOT NULL ORDER BY due_at LIMIT 1) oldest";

  private static final String PARTITIONS =
      "SELECT partition_no, COUNT(*), MIN(due_at) FROM incoming_message"
          + " WHERE plugin = ? AND state = 0 GROUP BY partition_no ORDER BY partition_no";

  private QueueRows() {}

  /**
   * See {@link org.messagingagent.server.store.InboxStore#oldestDue}.
   *
   * @param sql one of the constants above
   */
  public static Optional<Instant> oldestDue(String sql, String plugin, Statements statements)
      throws SQLException {
    PreparedStatement oldest = statements.prepare(sql);
    oldest.setString(1, plugin);
    try (ResultSet row = oldest.executeQuery()) {
      return row.next() ? Lists.optionalTime(row, 1) : Optional.empty();
    }
  }

  /** See {@link org.messagingagent.server.store.InboxStore#partitions}. */
  public static List<PartitionQueue> partitions(String plugin, Statements statements)
      throws SQLException {
    PreparedStatement partitions = statements.prepare(PARTITIONS);
    partitions.setString(1, plugin);
    List<PartitionQueue> queues = new ArrayList<>();
    try (ResultSet row = partitions.executeQuery()) {
      while (row.next()) {
        queues.add(new PartitionQueue(row.getInt(1), row.getLong(2), Lists.optionalTime(row, 3)));
      }
    }
    return List.copyOf(queues);
  }
}
