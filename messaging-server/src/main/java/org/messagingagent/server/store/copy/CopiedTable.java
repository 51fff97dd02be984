package org.messagingagent.server.store.copy;

import java.util.Collections;
import java.util.List;

/**
 * A table of both databases: how its rows are read from either, and written to either, as the same
 * values in the same order. Reading gives rows in an order that may be kept by writing them.
 *
 * @param parameters how many values a row has
 */
record CopiedTable(
    String name,
    String sqliteRead,
    String postgresRead,
    String sqliteWrite,
    String postgresWrite,
    int parameters) {

  /**
   * Of a message that was accepted elsewhere than on its owner it is not decided whose turn it is.
   * It has its turn unless another of its session has.
   */
  private static final String POSTGRES_DUE =
      "CASE WHEN m.undecided AND EXISTS (SELECT 1 FROM incoming_message o"
          + " WHERE o.plugin = m.plugin AND o.session_key = m.session_key AND o.state = 0"
          + " AND o.due_at IS NOT NULL AND o.id <> m.id AND (NOT o.undecided OR o.id < m.id))"
          + " THEN NULL ELSE m.due_at END";

  private static final String MESSAGE =
      "id, plugin, partition_no, session_key, state, due_at, failures, reason,"
          + " parent_messaging_id, user_name, received_at, ended_at, trace_parent";
  private static final String OUTGOING =
      "id, plugin, state, status, description, session_key, parent_messaging_id, format,"
          + " user_name, recorded_at, changed_at, attempts";
  private static final String KEY = "user_name, operation, request_key, arguments_hash, created_at";

  /** All that a store keeps, but for what belongs to running nodes. */
  static final List<CopiedTable> ALL =
      List.of(
          new CopiedTable(
              "incoming_message",
              select("incoming_message", MESSAGE, "id"),
              "SELECT m.id, m.plugin, m.partition_no, m.session_key, m.state, "
                  + POSTGRES_DUE
                  + ", m.failures, m.reason, m.parent_messaging_id, m.user_name, m.received_at,"
                  + " m.ended_at, m.trace_parent FROM incoming_message m ORDER BY m.id",
              insert("incoming_message", MESSAGE),
              "INSERT INTO incoming_message ("
                  + MESSAGE
                  + ", undecided) VALUES ("
                  + marks(13)
                  + ", FALSE)",
              13),
          same("incoming_content", "id, sender, receiver, content, format", "id"),
          same("gateway_id", "plugin, gateway_id, message_id, received_at", "received_at"),
          new CopiedTable(
              "request_key",
              select("request_key", KEY + ", first_id, ids", "id"),
              "SELECT "
                  + KEY
                  + ", ids[1], cardinality(ids) FROM request_key"
                  + " WHERE ids[cardinality(ids)] - ids[1] + 1 = cardinality(ids)"
                  + " ORDER BY created_at",
              insert("request_key", KEY + ", first_id, ids"),
              "INSERT INTO request_key ("
                  + KEY
                  + ", ids) SELECT v.u, v.o, v.k, v.h, v.c,"
                  + " ARRAY(SELECT generate_series(v.f, v.f + v.n - 1)) FROM (VALUES"
                  + " (?, ?, ?, ?::bytea, ?::bigint, ?::bigint, ?::bigint)) AS v (u, o, k, h, c, f, n)",
              7),
          new CopiedTable(
              "outgoing_message",
              select("outgoing_message", OUTGOING, "id"),
              select("outgoing_message", OUTGOING, "id"),
              insert("outgoing_message", OUTGOING),
              "INSERT INTO outgoing_message ("
                  + OUTGOING
                  + ", epoch) VALUES ("
                  + marks(12)
                  + ", 0)",
              12),
          same("outgoing_external_id", "plugin, external_id, messaging_id", "messaging_id"),
          same(
              "early_report",
              "plugin, external_id, status, description, user_name, received_at, orphaned_at",
              "id"),
          same("user_account", "name, password_hash, created_at, roles", "name"),
          same("ticket", "hash, user_name, created_at, expires_at", "hash"),
          same("plugin_value", "owner, key, expires_at, value", "owner, key"),
          same("audit_record", "at, actor, origin, action, target, outcome", "id"),
          new CopiedTable(
              "progress",
              "SELECT name, position FROM progress WHERE name <> 'copy' ORDER BY name",
              "SELECT name, position FROM progress WHERE name <> 'copy' ORDER BY name",
              insert("progress", "name, position"),
              insert("progress", "name, position"),
              2),
          new CopiedTable(
              "message_count",
              select("message_count", "direction, plugin, kind, messages", "direction"),
              "SELECT direction, plugin, kind, CAST(SUM(messages) AS BIGINT) FROM message_count"
                  + " GROUP BY direction, plugin, kind ORDER BY direction",
              insert("message_count", "direction, plugin, kind, messages"),
              "INSERT INTO message_count (direction, plugin, kind, messages, epoch)"
                  + " VALUES (?, ?, ?, ?, 0)",
              4));

  /** How many rows there are to be read. */
  String countOf(String read) {
    return "SELECT COUNT(*) FROM (" + read + ") AS counted";
  }

  /** How many rows there are, but for the mark of the copy. */
  String count() {
    String all = "SELECT COUNT(*) FROM " + name;
    return name.equals("progress") ? all + " WHERE name <> 'copy'" : all;
  }

  private static CopiedTable same(String name, String columns, String order) {
    String read = select(name, columns, order);
    String write = insert(name, columns);
    return new CopiedTable(name, read, read, write, write, columns.split(",").length);
  }

  private static String select(String name, String columns, String order) {
    return "SELECT " + columns + " FROM " + name + " ORDER BY " + order;
  }

  private static String insert(String name, String columns) {
    return "INSERT INTO "
        + name
        + " ("
        + columns
        + ") VALUES ("
        + marks(columns.split(",").length)
        + ")";
  }

  private static String marks(int parameters) {
    return String.join(", ", Collections.nCopies(parameters, "?"));
  }
}
