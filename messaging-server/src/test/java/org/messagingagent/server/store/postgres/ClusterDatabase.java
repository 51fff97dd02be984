package org.messagingagent.server.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.Partitions;
import org.postgresql.PGConnection;

/** A PostgreSQL with our tables, and processes that are nodes on it. */
public final class ClusterDatabase implements AutoCloseable {

  private static final String SCHEMA = "cluster_test_" + ProcessHandle.current().pid();
  private static final String CHANNEL = "messaging_agent_" + SCHEMA;
  private static final int NOTICE_WAIT_MILLIS = 10_000;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Connection listening;

  /** Makes the tables anew. */
  public void reset() throws SQLException {
    try (InputStream script = PgCluster.class.getResourceAsStream("V1__messages.sql")) {
      PostgresFixture.run(
          "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE", "CREATE SCHEMA " + SCHEMA);
      execute(new String(script.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Process process() throws SQLException {
    return new Process();
  }

  Connection connect() throws SQLException {
    return connectAs("test");
  }

  Connection connectAs(String application) throws SQLException {
    Connection connection = PostgresFixture.connect();
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET search_path TO " + SCHEMA);
      sql.execute("SET application_name TO '" + application + "'");
    }
    return connection;
  }

  void execute(String statements) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statements);
    }
  }

  long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The node has given no sign of life for longer than its lease. */
  public void expire(long epoch) throws SQLException {
    execute("UPDATE node SET expires_at = 1 WHERE epoch = " + epoch);
  }

  /** Whether a batch under this epoch is let in. */
  boolean commits(long epoch) throws SQLException {
    return number("SELECT count(*) FROM node_fence WHERE open AND epoch = " + epoch) == 1;
  }

  void listen(AtomicInteger notices) throws SQLException {
    listening = connect();
    open.add(listening);
    try (Statement sql = listening.createStatement()) {
      sql.execute("LISTEN " + CHANNEL);
    }
    notices.set(0);
  }

  /** Waits for so many notices. */
  boolean awaitNotices(AtomicInteger notices, int wanted) throws SQLException {
    PGConnection heard = listening.unwrap(PGConnection.class);
    while (notices.get() < wanted) {
      int more = heard.getNotifications(NOTICE_WAIT_MILLIS).length;
      if (more == 0) {
        return false;
      }
      notices.addAndGet(more);
    }
    return true;
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    open.clear();
  }

  /** One process that writes to the database. */
  public final class Process implements ClusterEpoch {
    private final List<String> settled = new ArrayList<>();
    private final PgCluster cluster =
        new PgCluster(
            this::connectWhereReached, CHANNEL, this, epoch -> "writer " + epoch, settled::add);
    private volatile boolean reaches = true;
    private long epoch;

    private Process() throws SQLException {
      open.add(cluster);
      renew(0);
    }

    PgCluster cluster() {
      return cluster;
    }

    /** Its view of the nodes. */
    public ClusterStore store() {
      return cluster;
    }

    /** From now on it reaches the database, or does not. */
    public void reaches(boolean database) {
      reaches = database;
      if (!database) {
        cluster.close();
      }
    }

    /** What other nodes did has come to its ears. */
    public void hears() {
      cluster.changed();
    }

    private Connection connectWhereReached() throws SQLException {
      if (!reaches) {
        throw new SQLException("The network is down", "08001");
      }
      return connectAs("node");
    }

    List<String> settled() {
      return settled;
    }

    @Override
    public long current() {
      return epoch;
    }

    @Override
    public void renew(long closed) {
      try {
        epoch = number("SELECT nextval('epoch')");
        execute("INSERT INTO node_fence (epoch, batch, open) VALUES (" + epoch + ", 0, true)");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void own(long under, String plugin, Partitions partitions) {}

    @Override
    public void disown(String plugin, Partitions partitions) {}

    @Override
    public void disownAll() {}
  }
}
