package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.ClusterStore.Node;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.ClusterStore.View;
import org.messagingagent.server.store.ClusterStoreContract;
import org.messagingagent.server.store.NodeNameTakenException;
import org.messagingagent.server.store.Partitions;

@Timeout(60)
class PgClusterTest implements ClusterStoreContract {

  private final ClusterDatabase database = new ClusterDatabase();
  private ClusterDatabase.Process first;
  private ClusterDatabase.Process second;

  @BeforeEach
  void startTwoProcesses() throws SQLException {
    database.reset();
    first = database.process();
    second = database.process();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public ClusterStore cluster() {
    return first.cluster();
  }

  @Test
  void nodesSeeEachOtherAndWhatEachOwns() {
    long a = join(first, "a");
    long b = join(second, "b");
    first.cluster().claim("sms", Partitions.ALL.first(40));
    second.cluster().beat(Set.of("mail"), LEASE);
    Partitions rest = second.cluster().claim("sms", Partitions.ALL);
    assertThat(rest).isEqualTo(Partitions.ALL.minus(Partitions.ALL.first(40)));
    View view = first.cluster().beat(Set.of("sms"), LEASE);
    assertThat(view.nodes()).extracting(Node::epoch).containsExactly(a, b);
    assertThat(view.nodes())
        .extracting(Node::plugins)
        .containsExactly(Set.of("sms"), Set.of("mail"));
    assertThat(view.owners())
        .isEqualTo(Map.of("sms", Map.of(a, Partitions.ALL.first(40), b, rest)));
  }

  @Test
  void nameOfALivingNodeIsRefusedWithTheWayOut() {
    join(first, "a");
    assertThatThrownBy(
            () -> second.cluster().join(new NodeInfo("a", "elsewhere", "1.2", "", Map.of()), LEASE))
        .isInstanceOf(NodeNameTakenException.class)
        .hasMessageContaining("'a' at http://a is alive")
        .hasMessageContaining("messaging.node.name");
    assertThat(first.cluster().beat(Set.of(), LEASE).nodes()).hasSize(1);
  }

  @Test
  void processThatStartsOnADeadOnesDataDirectoryTakesItsPlaceAtOnce() throws Exception {
    long dead = join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    first.cluster().beat(Set.of("sms"), LEASE);
    long next = join(second, "a");
    assertThat(next).isNotEqualTo(dead);
    View view = second.cluster().beat(Set.of("sms"), LEASE);
    assertThat(view.nodes()).extracting(Node::epoch).containsExactly(next);
    assertThat(view.owners()).isEmpty();
    assertThat(database.commits(dead)).isFalse();
    second.cluster().buryExpired("was being sent");
    assertThat(second.settled()).containsExactly("was being sent");
    // The first was alive after all: it must not take the name back, or they would go on for ever.
    assertThat(first.cluster().beat(Set.of("sms"), LEASE).alive()).isFalse();
    assertThatThrownBy(() -> join(first, "a")).isInstanceOf(NodeNameTakenException.class);
  }

  @Test
  void nodeWhoseLeaseHasRunOutIsBuriedAndLosesWhatItOwnsAndItsEpoch() throws Exception {
    long dead = join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    long alive = join(second, "b");
    assertThat(second.cluster().buryExpired("gone")).isEmpty();
    database.expire(dead);
    assertThat(second.cluster().buryExpired("gone")).extracting(Node::epoch).containsExactly(dead);
    assertThat(second.settled()).containsExactly("gone");
    assertThat(second.cluster().buryExpired("gone")).isEmpty();
    assertThat(database.commits(dead)).isFalse();
    assertThat(database.commits(alive)).isTrue();
    assertThat(second.cluster().claim("sms", Partitions.ALL)).isEqualTo(Partitions.ALL);
    assertThat(first.cluster().claim("mail", Partitions.ALL)).isEqualTo(Partitions.NONE);
    assertThat(first.cluster().beat(Set.of("sms"), LEASE).alive()).isFalse();
  }

  @Test
  void buriedNodeJoinsAgainUnderANewEpoch() throws Exception {
    long before = join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    join(second, "b");
    database.expire(before);
    second.cluster().buryExpired("gone");
    assertThat(first.cluster().beat(Set.of("sms"), LEASE).alive()).isFalse();
    long after = join(first, "a");
    assertThat(after).isGreaterThan(before);
    assertThat(first.cluster().claim("sms", Partitions.only(3))).isEqualTo(Partitions.only(3));
    assertThat(first.cluster().beat(Set.of("sms"), LEASE).alive()).isTrue();
  }

  @Test
  void nodeThatIsLateAndNotBuriedYetGoesOn() throws Exception {
    long late = join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    join(second, "b");
    database.expire(late);
    assertThat(first.cluster().beat(Set.of("sms"), LEASE).alive()).isTrue();
    assertThat(second.cluster().buryExpired("gone")).isEmpty();
  }

  @Test
  void burialWaitsForAnOpenCommitButNotForEver() throws Exception {
    long busy = join(first, "a");
    join(second, "b");
    try (Connection writer = database.connect();
        Statement sql = writer.createStatement()) {
      writer.setAutoCommit(false);
      sql.execute("UPDATE node_fence SET batch = batch + 1 WHERE epoch = " + busy);
      database.expire(busy);
      assertThat(second.cluster().buryExpired("gone")).isEmpty();
      assertThat(second.cluster().beat(Set.of(), LEASE).nodes()).hasSize(2);
      writer.commit();
    }
    assertThat(second.cluster().buryExpired("gone")).extracting(Node::epoch).containsExactly(busy);
  }

  @Test
  void releaseWaitsForWhatTheNodeIsCommitting() throws Exception {
    long mine = join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    try (Connection writer = database.connect();
        Statement sql = writer.createStatement()) {
      writer.setAutoCommit(false);
      sql.execute("UPDATE node_fence SET batch = batch + 1 WHERE epoch = " + mine);
      assertThatThrownBy(() -> first.cluster().release("sms", Partitions.only(1)))
          .hasMessageContaining("tried again");
      writer.commit();
    }
    first.cluster().release("sms", Partitions.only(1));
    assertThat(second.cluster().claim("sms", Partitions.only(1))).isEqualTo(Partitions.NONE);
    join(second, "b");
    assertThat(second.cluster().claim("sms", Partitions.only(1))).isEqualTo(Partitions.only(1));
  }

  @Test
  void connectionsOfASilentNodeAreEndedSoThatTheyKeepNoLock() throws Exception {
    long silent = join(first, "a");
    join(second, "b");
    try (Connection writer = database.connectAs("writer " + silent);
        Statement sql = writer.createStatement()) {
      first.cluster().beat(Set.of(), LEASE);
      writer.setAutoCommit(false);
      sql.execute("UPDATE node_fence SET batch = batch + 1 WHERE epoch = " + silent);
      database.expire(silent);
      assertThat(second.cluster().buryExpired("gone")).hasSize(1);
      assertThatThrownBy(() -> sql.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void countsOfABuriedNodeAreKept() throws Exception {
    long dead = join(first, "a");
    join(second, "b");
    database.execute(
        "INSERT INTO message_count VALUES ('in', 'sms', 0, 0, 5), ('in', 'sms', 0, "
            + dead
            + ", 2)");
    database.expire(dead);
    second.cluster().buryExpired("gone");
    assertThat(database.number("SELECT messages FROM message_count WHERE epoch = 0")).isEqualTo(7);
    assertThat(database.number("SELECT count(*) FROM message_count")).isEqualTo(1);
  }

  @Test
  void whatANodeDoesIsToldToTheOthers() throws Exception {
    AtomicInteger notices = new AtomicInteger();
    database.listen(notices);
    join(first, "a");
    first.cluster().claim("sms", Partitions.ALL);
    first.cluster().release("sms", Partitions.only(1));
    first.cluster().leave();
    assertThat(database.awaitNotices(notices, 4)).isTrue();
  }

  @Test
  void brokenConnectionIsOpenedAnew() throws Exception {
    join(first, "a");
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            + " AND application_name = 'node'");
    assertThatThrownBy(() -> first.cluster().beat(Set.of(), LEASE))
        .hasMessageContaining("The database does not answer as it should");
    assertThat(first.cluster().beat(Set.of(), LEASE).alive()).isTrue();
  }

  private static long join(ClusterDatabase.Process process, String name) {
    return process.cluster().join(ClusterStoreContract.info(name), LEASE);
  }
}
