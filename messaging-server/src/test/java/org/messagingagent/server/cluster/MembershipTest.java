package org.messagingagent.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.InstalledPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.NodeNameTakenException;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RunningPlugin;
import org.messagingagent.server.store.postgres.ClusterDatabase;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;

@Timeout(120)
class MembershipTest {

  private static final Duration SOON = Duration.ofSeconds(40);
  private static final Duration LEASE = Duration.ofSeconds(3);

  @TempDir private Path directory;

  private final ClusterDatabase database = new ClusterDatabase();
  private final List<AutoCloseable> open = new ArrayList<>();
  private InstalledPlugin sms;

  /** One node: who works on its partitions holds what the test says. */
  private final class Member implements PartitionWorker {
    private final ClusterDatabase.Process process;
    private final OwnedPartitions owned = new OwnedPartitions();
    private final Membership membership;
    private final OtherNodes others = new OtherNodes();
    private final AtomicInteger beats = new AtomicInteger();
    private volatile List<RunningPlugin> running = List.of();
    private volatile Partitions held = Partitions.NONE;

    Member(String name) throws SQLException {
      process = database.process();
      membership =
          new Membership(
              process.store(),
              new NodeInfo(name, "home-" + process, "1", "", Map.of()),
              new NodeConfig(Optional.of(name), LEASE, Duration.ZERO),
              owned,
              others,
              this,
              () -> running,
              "lost",
              beats::incrementAndGet);
      open.add(membership);
    }

    Member joins() {
      membership.started(sms);
      membership.start();
      return this;
    }

    int share() {
      return owned.of("sms").size();
    }

    @Override
    public void ownershipChanged() {}

    @Override
    public Partitions held(String plugin) {
      return held;
    }
  }

  @BeforeEach
  void prepare() throws SQLException {
    database.reset();
    IncomingHandler handler = message -> HandleOutcome.handled();
    PluginRegistry plugins = TestPlugin.install(directory, new TestPlugin("sms", handler));
    open.add(plugins);
    sms = plugins.find("sms").orElseThrow();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    database.close();
  }

  @Test
  void nodeAloneHasAllWhenItHasStarted() throws Exception {
    assertThat(new Member("a").joins().share()).isEqualTo(64);
  }

  @Test
  void nodesThatComeAndGoShareAllEvenly() throws Exception {
    Member a = new Member("a").joins();
    Member b = new Member("b").joins();
    await(() -> a.share() == 32 && b.share() == 32);
    Member c = new Member("c").joins();
    await(() -> a.share() == 22 && b.share() == 21 && c.share() == 21);
    assertThat(a.owned.of("sms").plus(b.owned.of("sms")).plus(c.owned.of("sms")))
        .isEqualTo(Partitions.ALL);
    b.membership.close();
    await(() -> a.share() == 32 && c.share() == 32);
  }

  @Test
  void partitionGoesToAnotherNodeOnlyWhenNoMessageOfItIsInHand() throws Exception {
    Member a = new Member("a").joins();
    a.held = Partitions.only(63);
    Member b = new Member("b").joins();
    await(() -> a.share() == 32 && b.share() == 31);
    assertThat(a.owned.of("sms").contains(63)).isFalse();
    assertThat(b.owned.of("sms").contains(63)).isFalse();
    a.held = Partitions.NONE;
    await(() -> b.owned.of("sms").contains(63));
  }

  @Test
  void pluginThatRunsOnSomeNodesIsSharedAmongThem() throws Exception {
    Member a = new Member("a");
    a.membership.start();
    Member b = new Member("b").joins();
    assertThat(a.share()).isZero();
    await(() -> b.share() == 64);
    a.membership.started(sms);
    await(() -> a.share() == 32 && b.share() == 32);
    b.membership.stopping(sms);
    await(() -> a.share() == 64 && b.share() == 0);
  }

  @Test
  void nodeWithoutTheDatabaseStopsWorkIsBuriedAndComesBack() throws Exception {
    Member a = new Member("a").joins();
    Member b = new Member("b").joins();
    await(() -> a.share() == 32 && b.share() == 32);
    a.process.reaches(false);
    await(() -> !a.owned.holds());
    await(() -> b.share() == 64);
    a.process.reaches(true);
    await(() -> a.owned.holds() && a.share() == 32 && b.share() == 32);
  }

  @Test
  void drainedNodeGivesUpAllAndTheOthersTakeIt() throws Exception {
    Member a = new Member("a").joins();
    Member b = new Member("b").joins();
    a.held = Partitions.only(0);
    a.membership.drain();
    await(() -> a.share() == 0 && b.share() == 63);
    a.membership.close();
    await(() -> b.share() == 64);
  }

  @Test
  void whatRunsOnANodeIsKnownToTheOthersUntilItHasGone() throws Exception {
    RunningPlugin mail = new RunningPlugin("mail", List.of("text/plain"), 160, true, true, false);
    Member a = new Member("a").joins();
    Member b = new Member("b");
    b.running = List.of(mail);
    b.membership.start();
    await(() -> runsElsewhere(a).equals(List.of(mail)));
    assertThat(runsElsewhere(b)).isEmpty();

    b.process.reaches(false); // it is buried, and says so again when it has come back
    await(() -> a.others.alive().isEmpty());
    b.process.reaches(true);
    await(() -> runsElsewhere(a).equals(List.of(mail)));

    b.membership.drain();
    int before = a.beats.get();
    await(() -> a.beats.get() > before + 1);
    assertThat(runsElsewhere(a)).as("where a node stops").containsExactly(mail);
    b.membership.close();
    await(() -> a.others.alive().isEmpty());
  }

  @Test
  void whatOthersMayHaveChangedIsReadAgainOnlyWhereThereAreOthers() throws Exception {
    Member a = new Member("a").joins();
    assertThat(a.beats).hasValue(0);
    new Member("b").joins();
    await(() -> a.beats.get() > 1);
  }

  private static List<RunningPlugin> runsElsewhere(Member member) {
    return member.others.alive().stream().flatMap(node -> node.running().stream()).toList();
  }

  @Test
  void secondNodeOfTheSameNameIsRefusedWhileTheFirstIsAlive() throws Exception {
    new Member("a").joins();
    Member other = new Member("a");
    assertThatThrownBy(other::joins)
        .isInstanceOf(NodeNameTakenException.class)
        .hasMessageContaining("messaging.node.name");
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it came in time").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
