package org.messagingagent.server.store.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RunningPlugin;

/** The tables of nodes and owners, within one transaction. */
final class PgNodes {

  /** The database's time alone counts, in milliseconds. */
  private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private static final String COLUMNS =
      "epoch, name, home, version, address, settings, plugins, running, started_at, beat_at";

  private static final String NODES_AND_OWNERS =
      "SELECT 2 AS kind, "
          + COLUMNS
          + ", expires_at - t.now AS lease_left, '' AS plugin, 0::bigint AS mask FROM node, t"
          + " UNION ALL SELECT 3, epoch, '', '', '', '', '', NULL, '', 0, 0, 0, plugin,"
          + " bit_or(1::bigint << partition_no) FROM partition_owner WHERE epoch IS NOT NULL"
          + " GROUP BY plugin, epoch ORDER BY 1, 2";

  private static final String IS_OPEN =
      "SELECT 1 FROM node_fence WHERE epoch = ? AND open FOR KEY SHARE";

  private static final String NAMED =
      "SELECT epoch, name, home, address, beat_at, expires_at - "
          + NOW
          + " AS lease_left FROM node WHERE name = ? FOR UPDATE";

  private static final String INSERT =
      "INSERT INTO node (epoch, name, home, version, address, settings, plugins, running,"
          + " started_at, beat_at, expires_at) SELECT ?, ?, ?, ?, ?, ?, '{}', ?, now, now, now + ?"
          + " FROM (SELECT "
          + NOW
          + " AS now) AS t ON CONFLICT (epoch) DO UPDATE SET running = EXCLUDED.running,"
          + " beat_at = EXCLUDED.beat_at, expires_at = EXCLUDED.expires_at";

  // All in one statement: it is what an idle node costs the database.
  private static final String BEAT =
      "WITH t AS (SELECT "
          + NOW
          + " AS now), me AS (UPDATE node SET beat_at = t.now, expires_at = t.now + ?, plugins = ?"
          + " FROM t WHERE node.epoch = ? RETURNING node.epoch, t.now)"
          + " SELECT 1 AS kind, epoch, '' AS name, '' AS home, '' AS version, '' AS address,"
          + " '' AS settings, NULL::text[] AS plugins, '' AS running, 0 AS started_at, now AS beat_at,"
          + " 0 AS lease_left, '' AS plugin, 0::bigint AS mask FROM me"
          + " UNION ALL "
          + NODES_AND_OWNERS;

  private static final String ANNOUNCE = "UPDATE node SET running = ? WHERE epoch = ?";

  private static final String VIEW = "WITH t AS (SELECT " + NOW + " AS now) " + NODES_AND_OWNERS;

  private static final String EXPIRED =
      "SELECT "
          + COLUMNS
          + ", expires_at - t.now AS lease_left FROM node, (SELECT "
          + NOW
          + " AS now) AS t WHERE expires_at < t.now ORDER BY epoch";

  private static final String IS_EXPIRED =
      "SELECT 1 FROM node WHERE epoch = ? AND expires_at < " + NOW + " FOR UPDATE";

  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?"
          + " AND datname = current_database() AND usename = current_user"
          + " AND pid <> pg_backend_pid()";

  // Not locked against the node's own batches, but against whoever closes the epoch.
  private static final String CLAIM =
      "INSERT INTO partition_owner (plugin, partition_no, epoch)"
          + " SELECT ?, p, ? FROM unnest(?) AS p ORDER BY p"
          + " ON CONFLICT (plugin, partition_no) DO UPDATE SET epoch = EXCLUDED.epoch"
          + " WHERE partition_owner.epoch IS NULL RETURNING partition_no";

  private static final String LOCK_FENCE = "SELECT 1 FROM node_fence WHERE epoch = ? FOR UPDATE";

  private static final String RELEASE =
      "UPDATE partition_owner SET epoch = NULL WHERE plugin = ? AND partition_no = ANY (?)"
          + " AND epoch = ?";

  private static final String RELEASE_ALL =
      "UPDATE partition_owner SET epoch = NULL WHERE epoch = ?";
  private static final String CLOSE = "UPDATE node_fence SET open = false WHERE epoch = ?";
  private static final String REMOVE = "DELETE FROM node WHERE epoch = ?";

  private final Connection sql;

  PgNodes(Connection sql) {
    this.sql = sql;
  }

  /**
   * A node that has a certain name.
   *
   * @param leaseLeft negative where it has run out
   */
  record Named(
      long epoch, String name, String home, String address, Instant beatAt, Duration leaseLeft) {}

  /** Whether the epoch is open; it stays so until the end of the transaction. */
  boolean isOpen(long epoch) throws SQLException {
    return exists(IS_OPEN, epoch);
  }

  List<Named> named(String name) throws SQLException {
    try (PreparedStatement find = sql.prepareStatement(NAMED)) {
      find.setString(1, name);
      List<Named> found = new ArrayList<>();
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          found.add(
              new Named(
                  row.getLong("epoch"),
                  row.getString("name"),
                  row.getString("home"),
                  row.getString("address"),
                  Instant.ofEpochMilli(row.getLong("beat_at")),
                  Duration.ofMillis(row.getLong("lease_left"))));
        }
      }
      return found;
    }
  }

  void insert(long epoch, NodeInfo info, Duration lease) throws SQLException {
    try (PreparedStatement insert = sql.prepareStatement(INSERT)) {
      insert.setLong(1, epoch);
      insert.setString(2, info.name());
      insert.setString(3, info.home());
      insert.setString(4, info.version());
      insert.setString(5, info.address());
      insert.setString(6, SettingsText.write(info.settings()));
      insert.setString(7, RunningPluginsText.NONE);
      insert.setLong(8, lease.toMillis());
      insert.executeUpdate();
    }
  }

  void announce(long epoch, List<RunningPlugin> running) throws SQLException {
    try (PreparedStatement announce = sql.prepareStatement(ANNOUNCE)) {
      announce.setString(1, RunningPluginsText.write(running));
      announce.setLong(2, epoch);
      announce.executeUpdate();
    }
  }

  View beat(long epoch, Set<String> plugins, Duration lease) throws SQLException {
    try (PreparedStatement beat = sql.prepareStatement(BEAT)) {
      beat.setLong(1, lease.toMillis());
      beat.setArray(2, sql.createArrayOf("text", plugins.toArray()));
      beat.setLong(3, epoch);
      try (ResultSet row = beat.executeQuery()) {
        return view(row, epoch, plugins, lease);
      }
    }
  }

  /** The nodes and owners, where nobody's lease is extended. */
  View view() throws SQLException {
    try (PreparedStatement view = sql.prepareStatement(VIEW);
        ResultSet row = view.executeQuery()) {
      return view(row, 0, Set.of(), Duration.ZERO);
    }
  }

  /** A first row of kind 1 tells that the lease of this epoch was extended. */
  private static View view(ResultSet row, long epoch, Set<String> plugins, Duration lease)
      throws SQLException {
    boolean alive = false;
    Instant now = Instant.EPOCH;
    List<Node> nodes = new ArrayList<>();
    Map<String, Map<Long, Partitions>> owners = new HashMap<>();
    while (row.next()) {
      switch (row.getInt("kind")) {
        case 1 -> {
          alive = true;
          now = Instant.ofEpochMilli(row.getLong("beat_at"));
        }
        case 2 -> {
          Node node = node(row);
          // The statement sees its own row as it was before.
          nodes.add(
              alive && node.epoch() == epoch
                  ? new Node(
                      epoch,
                      node.info(),
                      Set.copyOf(plugins),
                      node.running(),
                      node.startedAt(),
                      now,
                      lease)
                  : node);
        }
        default ->
            owners
                .computeIfAbsent(row.getString("plugin"), plugin -> new TreeMap<>())
                .put(row.getLong("epoch"), new Partitions(row.getLong("mask")));
      }
    }
    return new View(alive, List.copyOf(nodes), Map.copyOf(owners));
  }

  List<Node> expired() throws SQLException {
    List<Node> found = new ArrayList<>();
    try (PreparedStatement find = sql.prepareStatement(EXPIRED);
        ResultSet row = find.executeQuery()) {
      while (row.next()) {
        found.add(node(row));
      }
    }
    return found;
  }

  /** Whether its lease has run out; it cannot be renewed until the end of the transaction. */
  boolean isExpired(long epoch) throws SQLException {
    return exists(IS_EXPIRED, epoch);
  }

  /** Ends sessions by their name, so that they keep no lock. Whether there were any. */
  boolean endSessions(String name) throws SQLException {
    try (PreparedStatement end = sql.prepareStatement(END_SESSIONS)) {
      end.setString(1, name);
      try (ResultSet row = end.executeQuery()) {
        return row.next();
      }
    }
  }

  Partitions claim(long epoch, String plugin, Partitions wanted) throws SQLException {
    if (!isOpen(epoch)) {
      return Partitions.NONE;
    }
    Partitions got = Partitions.NONE;
    try (PreparedStatement claim = sql.prepareStatement(CLAIM)) {
      claim.setString(1, plugin);
      claim.setLong(2, epoch);
      claim.setArray(3, numbers(wanted));
      try (ResultSet row = claim.executeQuery()) {
        while (row.next()) {
          got = got.plus(Partitions.only(row.getInt(1)));
        }
      }
    }
    return got;
  }

  /** Gives up partitions, after what this node is committing at this moment. */
  void release(long epoch, String plugin, Partitions partitions) throws SQLException {
    update(LOCK_FENCE, epoch);
    try (PreparedStatement release = sql.prepareStatement(RELEASE)) {
      release.setString(1, plugin);
      release.setArray(2, numbers(partitions));
      release.setLong(3, epoch);
      release.executeUpdate();
    }
  }

  /** Closes an epoch, after what it is committing at this moment, and frees what it owned. */
  void bury(long epoch) throws SQLException {
    update(LOCK_FENCE, epoch);
    update(CLOSE, epoch);
    update(RELEASE_ALL, epoch);
    update(PgCounts.FOLD, epoch);
    update(REMOVE, epoch);
  }

  void leave(long epoch) throws SQLException {
    update(LOCK_FENCE, epoch);
    update(RELEASE_ALL, epoch);
    update(REMOVE, epoch);
  }

  private static Node node(ResultSet row) throws SQLException {
    return new Node(
        row.getLong("epoch"),
        new NodeInfo(
            row.getString("name"),
            row.getString("home"),
            row.getString("version"),
            row.getString("address"),
            SettingsText.read(row.getString("settings"))),
        Set.of((String[]) row.getArray("plugins").getArray()),
        RunningPluginsText.read(row.getString("running")),
        Instant.ofEpochMilli(row.getLong("started_at")),
        Instant.ofEpochMilli(row.getLong("beat_at")),
        Duration.ofMillis(row.getLong("lease_left")));
  }

  private boolean exists(String query, long epoch) throws SQLException {
    try (PreparedStatement find = sql.prepareStatement(query)) {
      find.setLong(1, epoch);
      try (ResultSet row = find.executeQuery()) {
        return row.next();
      }
    }
  }

  private void update(String statement, long epoch) throws SQLException {
    try (PreparedStatement update = sql.prepareStatement(statement)) {
      update.setLong(1, epoch);
      update.execute();
    }
  }

  private Array numbers(Partitions partitions) throws SQLException {
    int[] numbers = partitions.numbers();
    Short[] values = new Short[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      values[i] = (short) numbers[i];
    }
    return sql.createArrayOf("smallint", values);
  }
}
