package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;

/**
 * Two hosts with a server in each share a PostgreSQL, and are killed (SIGKILL) again and again:
 * each order that a host committed has its one effect in the end, none has two, and none that was
 * rolled back has any.
 *
 * <p>{@code -Dcrash.kills=100} kills more often, {@code -Dcrash.seed=…} repeats a run's moments.
 */
@Timeout(300)
final class ExactlyOnceIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 2);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final List<String> NAMES = List.of("a", "b");

  @TempDir private Path directory;

  private final StoreConfig database = PostgresFixture.freshSchema();
  private final String host = database.schema() + "_host";
  private final ServerProcess[] nodes = new ServerProcess[NAMES.size()];
  private int starts;

  @BeforeEach
  void createTables() {
    PostgresFixture.run(
        "CREATE SCHEMA " + host,
        "CREATE TABLE %s.orders (id TEXT PRIMARY KEY)".formatted(host),
        "CREATE TABLE %s.effects (id TEXT)".formatted(host));
  }

  @AfterEach
  void stop() {
    for (ServerProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
    PostgresFixture.run("DROP SCHEMA %s CASCADE".formatted(host));
    PostgresFixture.drop(database);
  }

  @Test
  void eachCommittedOrderHasItsEffectExactlyOnceWheneverHostsAreKilled() throws Exception {
    System.out.printf("ExactlyOnceIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    launch(0, true);
    launch(1, true);
    for (ServerProcess node : nodes) {
      node.awaitReady(LIMIT);
    }
    for (int kill = 0; kill < KILLS; kill++) {
      long before = effects();
      int some = 1 + random.nextInt(200);
      int victim = random.nextInt(NAMES.size());
      nodes[1 - victim].await("effects", LIMIT, () -> effects() >= before + some);
      nodes[victim].endsWithin(Duration.ofNanos(random.nextInt(10_000_000)));
      nodes[victim].kill();
      start(victim, true);
    }
    signal("STOP", nodes[1]);
    nodes[0].await("the other takes over", LIMIT, () -> !isNode(NAMES.get(1)));
    signal("CONT", nodes[1]);
    long before = effects();
    nodes[1].await("effects", LIMIT, () -> effects() >= before + 200);
    for (ServerProcess node : nodes) {
      node.kill();
    }
    start(0, false);
    nodes[0].await("all messages are ended", LIMIT, () -> waiting() == 0);

    System.out.printf(
        "ExactlyOnceIT: %d starts, %d orders, %d effects%n", starts, orders(), effects());
    assertThat(orders()).isPositive();
    assertThat(effects()).as("effects").isEqualTo(orders());
    assertThat(query("SELECT id FROM %s.effects GROUP BY id HAVING count(*) > 1"))
        .as("with two effects")
        .isEmpty();
    assertThat(query("SELECT id FROM %1$s.effects EXCEPT SELECT id FROM %1$s.orders"))
        .as("effects without an order")
        .isEmpty();
    assertThat(nodes[0].terminate()).isIn(0, 143);
  }

  private static void signal(String signal, ServerProcess node) throws Exception {
    String pid = Long.toString(node.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  private void start(int node, boolean makesOrders) {
    launch(node, makesOrders);
    nodes[node].awaitReady(LIMIT);
  }

  private void launch(int node, boolean makesOrders) {
    List<String> command = new ArrayList<>();
    command.add(ServerProcess.java().toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ExactlyOnceNode.class.getName());
    command.add(NAMES.get(node));
    command.add(directory.resolve(NAMES.get(node)).toString());
    command.add(database.url().orElseThrow());
    command.addAll(List.of(database.user(), database.password(), database.schema()));
    command.add(Boolean.toString(makesOrders));
    nodes[node] = ServerProcess.launch("node-" + ++starts, command, Map.of(), directory);
  }

  private long orders() {
    return number("SELECT count(*) FROM %s.orders".formatted(host));
  }

  private long effects() {
    return number("SELECT count(*) FROM %s.effects".formatted(host));
  }

  private List<String> query(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.formatted(host))) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  private static long number(String sql) {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isNode(String name) {
    return number(
            "SELECT count(*) FROM %s.node WHERE name = '%s'".formatted(database.schema(), name))
        > 0;
  }

  private long waiting() {
    return number(
        "SELECT count(*) FROM %s.incoming_message WHERE state <> 1".formatted(database.schema()));
  }
}
