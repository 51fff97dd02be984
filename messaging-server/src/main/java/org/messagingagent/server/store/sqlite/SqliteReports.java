package org.messagingagent.server.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.ReportCounts;
import org.messagingagent.server.store.OutboxStore.ReportFilter;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.OutboxStore.ReportState;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.Tally;
import org.messagingagent.server.store.engine.Texts;
import org.messagingagent.server.store.engine.WriteCommand;

/**
 * The table of delivery reports without a message: those that wait for it, and the orphaned ones.
 * What writes is for the writer thread alone.
 */
final class SqliteReports {

  /** What is counted, of one plugin or one user. */
  private enum Kind {
    WAITING_OF_PLUGIN,
    WAITING_OF_USER,
    ORPHANED_OF_PLUGIN
  }

  private record CountKey(Kind kind, String name) {}

  private static final String COLUMNS =
      "id, plugin, external_id, status, description, user_name, received_at, orphaned_at";
  static final String FIND =
      "SELECT "
          + COLUMNS
          + " FROM early_report"
          + " WHERE plugin = ? AND external_id = ? AND orphaned_at IS NULL ORDER BY id";
  private static final String ADD =
      "INSERT INTO early_report (plugin, external_id, status, description, user_name, received_at)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String REMOVE = "DELETE FROM early_report WHERE id = ?";
  private static final String COUNT =
      "SELECT plugin, user_name, orphaned_at IS NOT NULL, COUNT(*) FROM early_report"
          + " GROUP BY 1, 2, 3";
  static final String ORPHAN =
      "UPDATE early_report SET orphaned_at = ? WHERE id IN (SELECT id FROM early_report"
          + " INDEXED BY early_report_waiting WHERE orphaned_at IS NULL AND received_at < ?"
          + " ORDER BY received_at LIMIT ?) RETURNING plugin, user_name";
  static final String REMOVE_OLDEST_ORPHANED =
      "DELETE FROM early_report WHERE id IN (SELECT id FROM early_report"
          + " INDEXED BY early_report_orphaned_plugin"
          + " WHERE plugin = ? AND orphaned_at IS NOT NULL ORDER BY id LIMIT ?)";
  static final String PURGE =
      "DELETE FROM early_report WHERE id IN (SELECT id FROM early_report"
          + " INDEXED BY early_report_orphaned WHERE orphaned_at < ?"
          + " ORDER BY orphaned_at LIMIT ?) RETURNING plugin";

  private final SqliteWriter writer;
  private final int max;
  private final Tally<CountKey> counts = new Tally<>();

  /**
   * @param max most that wait of a plugin, and of a user, and most orphaned ones of a plugin
   */
  SqliteReports(SqliteWriter writer, int max) {
    this.writer = writer;
    this.max = max;
  }

  void load() throws SQLException {
    try (ResultSet row = prepare(COUNT).executeQuery()) {
      while (row.next()) {
        if (row.getBoolean(3)) {
          countOrphaned(row.getString(1), row.getLong(4));
        } else {
          countWaiting(row.getString(1), row.getString(2), row.getLong(4));
        }
      }
    }
    counts.commit();
  }

  void commit() {
    counts.commit();
  }

  void rollback() {
    counts.rollback();
  }

  /** False where too many wait already. */
  boolean keep(DeliveryReport report) throws SQLException {
    if (number(Kind.WAITING_OF_PLUGIN, report.plugin()) >= max
        || number(Kind.WAITING_OF_USER, report.user()) >= max) {
      return false;
    }
    PreparedStatement add = prepare(ADD);
    add.setString(1, report.plugin());
    add.setString(2, report.externalId());
    add.setInt(3, report.status());
    add.setString(4, Texts.shorten(report.description(), SqliteOutgoing.MAX_DESCRIPTION));
    add.setString(5, report.user());
    add.setLong(6, report.receivedAt().toEpochMilli());
    add.executeUpdate();
    countWaiting(report.plugin(), report.user(), 1);
    return true;
  }

  /** Removes and answers what waits for these ids, in the order in which it came. */
  List<ReportRecord> take(String plugin, List<String> externalIds) throws SQLException {
    if (number(Kind.WAITING_OF_PLUGIN, plugin) == 0) {
      return List.of();
    }
    List<ReportRecord> taken = new ArrayList<>();
    PreparedStatement find = prepare(FIND);
    for (String externalId : Set.copyOf(externalIds)) {
      find.setString(1, plugin);
      find.setString(2, externalId);
      taken.addAll(records(find));
    }
    PreparedStatement remove = prepare(REMOVE);
    for (ReportRecord each : taken) {
      remove.setLong(1, each.id());
      remove.executeUpdate();
      countWaiting(plugin, each.report().user(), -1);
    }
    taken.sort(Comparator.comparingLong(ReportRecord::id));
    return taken;
  }

  int orphan(WriteCommand.OrphanReports command) throws SQLException {
    PreparedStatement orphan = prepare(ORPHAN);
    orphan.setLong(1, command.now().toEpochMilli());
    orphan.setLong(2, command.receivedBefore().toEpochMilli());
    orphan.setInt(3, command.limit());
    Set<String> plugins = new TreeSet<>();
    int orphaned = 0;
    try (ResultSet row = orphan.executeQuery()) {
      while (row.next()) {
        countWaiting(row.getString(1), row.getString(2), -1);
        countOrphaned(row.getString(1), 1);
        plugins.add(row.getString(1));
        orphaned++;
      }
    }
    for (String plugin : plugins) {
      removeSurplus(plugin);
    }
    return orphaned;
  }

  int purge(Instant orphanedBefore, int limit) throws SQLException {
    PreparedStatement purge = prepare(PURGE);
    purge.setLong(1, orphanedBefore.toEpochMilli());
    purge.setInt(2, limit);
    int purged = 0;
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        countOrphaned(row.getString(1), -1);
        purged++;
      }
    }
    return purged;
  }

  /** As of the last commit. Safe for use by many threads. */
  Map<String, ReportCounts> counts() {
    Map<CountKey, Long> numbers = counts.snapshot();
    Map<String, ReportCounts> byPlugin = new TreeMap<>();
    for (CountKey key : numbers.keySet()) {
      if (key.kind() != Kind.WAITING_OF_USER) {
        byPlugin.put(
            key.name(),
            new ReportCounts(
                numbers.getOrDefault(new CountKey(Kind.WAITING_OF_PLUGIN, key.name()), 0L),
                numbers.getOrDefault(new CountKey(Kind.ORPHANED_OF_PLUGIN, key.name()), 0L)));
      }
    }
    return byPlugin;
  }

  /** A page, newest first, for any thread with statements of its own. */
  static List<ReportRecord> list(ReportFilter filter, long before, int limit, Statements statements)
      throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM early_report WHERE id < ?");
    filter.plugin().ifPresent(plugin -> sql.append(" AND plugin = ?"));
    filter.state().ifPresent(state -> sql.append(" AND ").append(condition(state)));
    sql.append(" ORDER BY id DESC LIMIT ?");
    PreparedStatement list = statements.prepare(sql.toString());
    int parameter = 1;
    list.setLong(parameter++, before);
    if (filter.plugin().isPresent()) {
      list.setString(parameter++, filter.plugin().get());
    }
    list.setInt(parameter, limit);
    return List.copyOf(records(list));
  }

  private static String condition(ReportState state) {
    return switch (state) {
      case WAITING -> "orphaned_at IS NULL";
      case ORPHANED -> "orphaned_at IS NOT NULL";
    };
  }

  private void removeSurplus(String plugin) throws SQLException {
    long surplus = number(Kind.ORPHANED_OF_PLUGIN, plugin) - max;
    if (surplus > 0) {
      PreparedStatement remove = prepare(REMOVE_OLDEST_ORPHANED);
      remove.setString(1, plugin);
      remove.setLong(2, surplus);
      countOrphaned(plugin, -remove.executeUpdate());
    }
  }

  private static List<ReportRecord> records(PreparedStatement query) throws SQLException {
    List<ReportRecord> records = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        long orphanedAt = row.getLong(8);
        boolean waits = row.wasNull();
        records.add(
            new ReportRecord(
                row.getLong(1),
                new DeliveryReport(
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getString(5),
                    row.getString(6),
                    Instant.ofEpochMilli(row.getLong(7))),
                waits ? Optional.empty() : Optional.of(Instant.ofEpochMilli(orphanedAt))));
      }
    }
    return records;
  }

  private long number(Kind kind, String name) {
    return counts.inTransaction(new CountKey(kind, name));
  }

  private void countWaiting(String plugin, String user, long difference) {
    counts.add(new CountKey(Kind.WAITING_OF_PLUGIN, plugin), difference);
    counts.add(new CountKey(Kind.WAITING_OF_USER, user), difference);
  }

  private void countOrphaned(String plugin, long difference) {
    counts.add(new CountKey(Kind.ORPHANED_OF_PLUGIN, plugin), difference);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return writer.statements().prepare(sql);
  }
}
