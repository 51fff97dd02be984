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

/** The table of what operators did; the same statements for both databases. */
public final class AuditRows {

  private static final String ADD =
      "INSERT INTO audit_record (at, actor, origin, action, target, outcome)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String LIST =
      "SELECT id, at, actor, origin, action, target, outcome FROM audit_record WHERE id < ?";
  // Records come about in the order of their time, so the oldest are those with the lowest ids.
  private static final String PURGE =
      "DELETE FROM audit_record WHERE id IN (SELECT id FROM"
          + " (SELECT id, at FROM audit_record ORDER BY id LIMIT ?) oldest WHERE at < ?)";

  private AuditRows() {}

  /** Within the writer's transaction. */
  public static void add(AuditRecord entry, Statements statements) throws SQLException {
    PreparedStatement add = statements.prepare(ADD);
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

  /** Within the writer's transaction; how many rows went. */
  public static int purge(Instant before, int limit, Statements statements) throws SQLException {
    PreparedStatement purge = statements.prepare(PURGE);
    purge.setInt(1, limit);
    purge.setLong(2, before.toEpochMilli());
    return purge.executeUpdate();
  }
}
