package org.messagingagent.server.store.engine;

import static org.messagingagent.server.store.engine.CountKey.REPORT;
import static org.messagingagent.server.store.engine.CountKey.REPORT_OF_USER;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.ReportRecord;
import org.messagingagent.server.store.engine.Dialect.Name;

/**
 * The table of delivery reports without a message: those that wait for it, and the orphaned ones.
 * For the writer thread alone.
 */
final class EarlyReports {

  /** How reports of a plugin are counted; never changes. */
  static final int WAITING = 0;

  static final int ORPHANED = 1;

  static final String COLUMNS =
      "id, plugin, external_id, status, description, user_name, received_at, orphaned_at";
  static final String WAITING_FOR =
      "SELECT "
          + COLUMNS
          + " FROM early_report"
          + " WHERE plugin = ? AND external_id = ? AND orphaned_at IS NULL ORDER BY id";
  private static final String ADD =
      "INSERT INTO early_report (plugin, external_id, status, description, user_name, received_at)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String REMOVE = "DELETE FROM early_report WHERE id = ?";

  private final WriteContext context;
  private final Dialect dialect;
  private final int max;
  private final String find;

  /**
   * @param max most that wait of a plugin, and of a user, and most orphaned ones of a plugin
   */
  EarlyReports(WriteContext context, Dialect dialect, int max) {
    this.context = context;
    this.dialect = dialect;
    this.max = max;
    find = WAITING_FOR + dialect.forUpdate();
  }

  /** Counts a report that is to be kept; false where too many wait already. */
  boolean hasRoom(DeliveryReport report) throws SQLException {
    if (context.reaches(max, ofPlugin(report.plugin(), WAITING))
        || context.reaches(max, ofUser(report.user()))) {
      return false;
    }
    countWaiting(report.plugin(), report.user(), 1);
    return true;
  }

  /** Adds reports for which there was room. */
  void keep(List<DeliveryReport> reports) throws SQLException {
    Batch.run(context.statements(), ADD, reports, this::bind);
  }

  /** Removes and answers what waits for these ids, in the order in which it came. */
  Map<Name, List<ReportRecord>> take(List<Name> externalIds) throws SQLException {
    List<Name> asked = new ArrayList<>();
    for (Name each : externalIds) {
      // Where other nodes write, the number may not know of one that was just kept.
      if (dialect.manyNodes() || context.number(ofPlugin(each.plugin(), WAITING)) > 0) {
        asked.add(each);
      }
    }
    Map<Name, List<ReportRecord>> taken = new HashMap<>();
    List<Long> ids = new ArrayList<>();
    dialect.eachName(
        context.statements(),
        find,
        asked,
        (key, row) -> {
          ReportRecord report = record(row, dialect);
          taken.computeIfAbsent(asked.get(key), name -> new ArrayList<>()).add(report);
          ids.add(report.id());
          countWaiting(report.report().plugin(), report.report().user(), -1);
        });
    Batch.run(context.statements(), REMOVE, ids, (remove, id) -> remove.setLong(1, id));
    return taken;
  }

  int orphan(WriteCommand.OrphanReports command) throws SQLException {
    PreparedStatement orphan = context.statements().prepare(orphanSql(dialect));
    orphan.setLong(1, command.now().toEpochMilli());
    orphan.setLong(2, command.receivedBefore().toEpochMilli());
    orphan.setInt(3, command.limit());
    Set<String> plugins = new TreeSet<>();
    int orphaned = 0;
    try (ResultSet row = orphan.executeQuery()) {
      while (row.next()) {
        countWaiting(row.getString(1), row.getString(2), -1);
        context.count(ofPlugin(row.getString(1), ORPHANED), 1);
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
    PreparedStatement purge = context.statements().prepare(purgeSql(dialect));
    purge.setLong(1, orphanedBefore.toEpochMilli());
    purge.setInt(2, limit);
    int purged = 0;
    try (ResultSet row = purge.executeQuery()) {
      while (row.next()) {
        context.count(ofPlugin(row.getString(1), ORPHANED), -1);
        purged++;
      }
    }
    return purged;
  }

  static ReportRecord record(ResultSet row, Dialect dialect) throws SQLException {
    return new ReportRecord(
        row.getLong(1),
        new DeliveryReport(
            row.getString(2),
            dialect.text(row.getString(3)),
            row.getInt(4),
            dialect.text(row.getString(5)),
            row.getString(6),
            Instant.ofEpochMilli(row.getLong(7))),
        Lists.optionalTime(row, 8));
  }

  static String orphanSql(Dialect dialect) {
    return "UPDATE early_report SET orphaned_at = ? WHERE "
        + dialect.some(
            "early_report",
            "id",
            "early_report_waiting",
            "orphaned_at IS NULL AND received_at < ? ORDER BY received_at")
        + " RETURNING plugin, user_name";
  }

  static String removeOldestOrphanedSql(Dialect dialect) {
    return "DELETE FROM early_report WHERE "
        + dialect.some(
            "early_report",
            "id",
            "early_report_orphaned_plugin",
            "plugin = ? AND orphaned_at IS NOT NULL ORDER BY id");
  }

  static String purgeSql(Dialect dialect) {
    return "DELETE FROM early_report WHERE "
        + dialect.some(
            "early_report", "id", "early_report_orphaned", "orphaned_at < ? ORDER BY orphaned_at")
        + " RETURNING plugin";
  }

  private void removeSurplus(String plugin) throws SQLException {
    long surplus = context.number(ofPlugin(plugin, ORPHANED)) - max;
    if (surplus > 0) {
      PreparedStatement remove = context.statements().prepare(removeOldestOrphanedSql(dialect));
      remove.setString(1, plugin);
      remove.setLong(2, surplus);
      context.count(ofPlugin(plugin, ORPHANED), -remove.executeUpdate());
    }
  }

  private void bind(PreparedStatement add, DeliveryReport report) throws SQLException {
    add.setString(1, report.plugin());
    add.setString(2, dialect.stored(report.externalId()));
    add.setInt(3, report.status());
    add.setString(4, dialect.stored(Texts.shorten(report.description(), Outgoing.MAX_DESCRIPTION)));
    add.setString(5, report.user());
    add.setLong(6, report.receivedAt().toEpochMilli());
  }

  private void countWaiting(String plugin, String user, long difference) {
    context.count(ofPlugin(plugin, WAITING), difference);
    context.count(ofUser(user), difference);
  }

  private static CountKey ofPlugin(String plugin, int kind) {
    return new CountKey(REPORT, plugin, kind);
  }

  private static CountKey ofUser(String user) {
    return new CountKey(REPORT_OF_USER, user, WAITING);
  }
}
