package org.messagingagent.server.store.engine;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.messagingagent.server.store.AuditStore.AuditFilter;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.messagingagent.server.store.AuditStore.StoredAuditRecord;

/** The table of what operators did. */
public final class AuditRows {

  private static final String ADD =
      "INSERT INTO audit_record (at, actor, origin, action, target, outcome)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String LIST =
      "SELECT id, at, actor, origin, action, target, outcome FROM audit_record WHERE id < ?";

  private final WriteContext context;
  private final String purge;

  /** Writes to the table; for the writer thread alone. */
  public AuditRows(WriteContext context, Dialect dialect) {
    this.context = context;
    purge = purgeSql(dialect);
  }

  void add(AuditRecord entry) throws SQLException {
    PreparedStatement add = context.statements().prepare(ADD);
    add.setLong(1, entry.at().toEpochMilli());
    add.setString(2, entry.actor());
    add.setString(3, entry.origin());
    add.setString(4, entry.action());
    add.setString(5, entry.target());
    add.setString(6, entry.outcome());
    add.executeUpdate();
  }

  /** Newest first. */
  public static List<StoredAuditRecord> list(
      AuditFilter filter, long before, int limit, Statements statements) throws SQLException {
    Lists.checkLimit(limit);
    StringBuilder sql = new StringBuilder(LIST);
    filter.actor().ifPresent(actor -> sql.append(" AND actor = ?"));
    filter.since().ifPresent(since -> sql.append(" AND at >= ?"));
    sql.append(" ORDER BY id DESC LIMIT ?");
    PreparedStatement list = statements.prepare(sql.toString());
    int parameter = 1;
    list.setLong(parameter++, before);
    if (filter.actor().isPresent()) {
      list.setString(parameter++, filter.actor().get());
    }
    if (filter.since().isPresent()) {
      list.setLong(parameter++, filter.since().get().toEpochMilli());
    }
    list.setInt(parameter, limit);
    List<StoredAuditRecord> entries = new ArrayList<>();
    try (ResultSet row = list.executeQuery()) {
      while (row.next()) {
        entries.add(
            new StoredAuditRecord(
                row.getLong(1),
                new AuditRecord(
                    Instant.ofEpochMilli(row.getLong(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7))));
      }
    }
    return List.copyOf(entries);
  }

  /** How many rows went. */
  int purge(WriteCommand.PurgeAudit command) throws SQLException {
    PreparedStatement oldest = context.statements().prepare(purge);
    oldest.setLong(1, command.before().toEpochMilli());
    oldest.setInt(2, command.limit());
    return oldest.executeUpdate();
  }

  static String purgeSql(Dialect dialect) {
    return "DELETE FROM audit_record WHERE "
        + dialect.some("audit_record", "id", "audit_record_age", "at < ? ORDER BY at");
  }
}
