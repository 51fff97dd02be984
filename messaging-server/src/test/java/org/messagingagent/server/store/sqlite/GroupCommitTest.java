package org.messagingagent.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.failureOf;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.CommitUnknownException;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Samples;
import org.messagingagent.server.store.StoreBusyException;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TicketStore.Ticket;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.support.CapturedLog;

/** Group commit on a real database, whose writer can be held up and whose commits can fail. */
final class GroupCommitTest {

  private static final int MAX_WRITES = 10;
  private static final long MAX_BYTES = 1 << 20;

  @TempDir Path directory;
  private DataDirectory data;
  private Gate gate;
  private GroupCommit commits;
  private final AtomicLong nanos = new AtomicLong();
  private SqliteWriter writer;

  @BeforeEach
  void open() throws SQLException {
    data = DataDirectory.open(directory);
    writer = new SqliteWriter(SqliteFile.in(data), StoreLimits.DEFAULTS);
    gate = new Gate(writer);
    commits = new GroupCommit("test-store", gate, MAX_WRITES, MAX_BYTES, nanos::get);
    commits.start();
  }

  @AfterEach
  void close() {
    gate.open();
    commits.close();
    data.close();
  }

  @Test
  void writesThatGatherShareACommit() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(5);
    gate.open();
    stages.forEach(Samples::get);
    assertThat(gate.batches).containsExactly(1, 5);
  }

  @Test
  void whoWatchesHearsOfEachCommitAndSeesWhatWaits() {
    List<Integer> heard = new CopyOnWriteArrayList<>();
    commits.onCommit(
        (writes, nanos) -> {
          assertThat(nanos).isPositive();
          heard.add(writes);
        });
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(5);
    assertThat(commits.waiting()).isEqualTo(5);
    gate.open();
    stages.forEach(Samples::get);
    assertThat(heard).containsExactly(1, 5);
    assertThat(commits.waiting()).isZero();
    assertThat(commits.alive()).isTrue();
    commits.close();
    assertThat(commits.alive()).isFalse();
  }

  @Test
  void whoWatchesAndFailsDoesNotMakeCommittedWritesLookFailed() {
    commits.onCommit(
        (writes, nanos) -> {
          throw new IllegalStateException("no more room for figures");
        });

    assertThat(get(accept("x")).messageId()).isPositive();
    assertThat(commits.problem()).isEmpty();
  }

  @Test
  void writesAreAppliedInTheOrderInWhichTheyWereHandedIn() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(8);
    gate.open();
    assertThat(stages.stream().map(stage -> get(stage).messageId()).toList()).isSorted();
  }

  @Test
  void badWriteDoesNotFailItsNeighbours() {
    get(commits.submit(new WriteCommand.AddUser(new User("anna", "$", NOW))));
    Ticket ticket = new Ticket(new byte[] {1}, "anna", NOW, NOW);
    get(commits.submit(new WriteCommand.AddTicket(ticket, 10)));
    gate.shut();
    CompletionStage<Acceptance> before = accept("x");
    CompletionStage<Boolean> bad = commits.submit(new WriteCommand.AddTicket(ticket, 10));
    CompletionStage<Acceptance> after = accept("x");
    gate.open();

    assertThat(failureOf(bad)).isInstanceOf(StoreException.class);
    assertThat(get(after).messageId()).isGreaterThan(get(before).messageId());
    assertThat(commits.problem()).isEmpty();
  }

  @Test
  void failedCommitFailsAllItsWritesAndTheNextOneIsTried() {
    gate.shut();
    gate.failCommits = 1;
    List<CompletionStage<Acceptance>> stages = submit(3);
    // The held write is a batch of its own: its commit is the one that fails.
    gate.open();

    assertThat(failureOf(gate.held)).isInstanceOf(StoreException.class);
    stages.forEach(Samples::get);
    assertThat(commits.problem()).isEmpty();
  }

  @Test
  void fullDiskFailsWritesUntilThereIsRoom() throws SQLException {
    get(accept("x"));
    limitPagesToThoseThereAre();

    assertThat(failureOf(accept("x".repeat(100_000))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the disk is full");
    assertThat(commits.problem()).isPresent();

    // The limit was the lost connection's: the next one finds room.
    get(accept("x".repeat(100_000)));
    assertThat(commits.problem()).isEmpty();
  }

  @Test
  void writeIntoAFullQueueFailsAtOnce() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(MAX_WRITES);

    assertThat(failureOf(accept("x")))
        .isInstanceOf(StoreBusyException.class)
        .hasMessageContaining("10 writes are waiting");
    gate.open();
    stages.forEach(Samples::get);
    get(accept("x"));
  }

  @Test
  void outcomeOfWorkThatWasBegunIsTakenByAFullQueue() {
    long id = get(accept("x")).messageId();
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(MAX_WRITES);
    CompletionStage<Boolean> finish =
        commits.submit(new WriteCommand.Finish(id, 0, MessageState.HANDLED, 0, "", NOW));
    gate.open();
    assertThat(get(finish)).isTrue();
    stages.forEach(Samples::get);
  }

  @Test
  void writerOutlivesAnErrorOfWhatFollowsACommit() {
    writer.onReady(
        messages -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
    get(accept("x"));
    get(accept("x"));
  }

  @Test
  void outageFailsTheWholeBatchAtOnce() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(3);
    gate.failAppliesOfMany = 1;
    gate.open();
    stages.forEach(stage -> assertThat(failureOf(stage)).isInstanceOf(StoreException.class));
    get(accept("x"));
  }

  @Test
  void bytesThatWaitAreBounded() {
    gate.shut();
    CompletionStage<Acceptance> large = accept("x".repeat((int) MAX_BYTES));

    assertThat(failureOf(accept("x"))).isInstanceOf(StoreBusyException.class);
    gate.open();
    get(large);
  }

  @Test
  void diskThatDoesNotAnswerIsAProblemUntilItDoes() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(3);
    nanos.addAndGet(9_999_999_999L);
    assertThat(commits.problem()).isEmpty();
    nanos.addAndGet(2_000_000_000L);
    assertThat(commits.problem())
        .contains(
            "The database has not answered a write for 11 s; see its disk, or the network to it");

    gate.open();
    stages.forEach(Samples::get);
    assertThat(get(accept("x")).messageId()).isPositive();
    assertThat(commits.problem()).isEmpty();
  }

  @Test
  void slowCommitIsToldOfOnceInAWhile() {
    try (CapturedLog log = CapturedLog.of(GroupCommit.class)) {
      for (int i = 0; i < 3; i++) {
        gate.shut();
        nanos.addAndGet(1_500_000_000L);
        gate.open();
        get(gate.held);
        get(accept("fast")); // the slow one has been told of by then
      }
      assertThat(log.lines())
          .containsExactly(
              "Writing 1 changes to the database took 1500 ms; see its disk, or the network to it");
    }
  }

  @Test
  void commitThatFailedAfterItWasDoneStoresARepeatOnlyOnce() {
    NewIncoming keyed = message("sms", "", "x", Optional.of(Samples.key("k", 1)));
    gate.loseAnswers = 1;
    CompletionStage<Acceptance> lost = commits.submit(new WriteCommand.Accept(keyed));
    assertThat(failureOf(lost)).isInstanceOf(CommitUnknownException.class);

    Acceptance repeated = get(commits.submit(new WriteCommand.Accept(keyed)));

    assertThat(repeated.kind()).isEqualTo(Acceptance.Kind.REPEATED);
    assertThat(commits.problem()).isEmpty();
    assertThat(countIn("incoming_message")).isEqualTo(1);
  }

  @Test
  void commitThatFailedBeforeItWasDoneStoresARepeat() {
    NewIncoming keyed = message("sms", "", "x", Optional.of(Samples.key("k", 1)));
    gate.failCommits = 1;
    CompletionStage<Acceptance> failed = commits.submit(new WriteCommand.Accept(keyed));
    assertThat(failureOf(failed)).isInstanceOf(StoreException.class);

    Acceptance repeated = get(commits.submit(new WriteCommand.Accept(keyed)));

    assertThat(repeated.kind()).isEqualTo(Acceptance.Kind.STORED);
    assertThat(countIn("incoming_message")).isEqualTo(1);
  }

  @Test
  void databaseThatIsReadOnlyTakesNoWritesUntilItIsNot() throws SQLException {
    get(accept("x"));
    execute("PRAGMA query_only = ON");
    assertThat(failureOf(accept("y")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be written; check its owner and permissions");
    assertThat(commits.problem()).isPresent();
    // That was the lost connection's: the next one may write.
    get(accept("z"));
    assertThat(commits.problem()).isEmpty();
    assertThat(countIn("incoming_message")).isEqualTo(2);
  }

  @Test
  void closeCommitsWhatWasHandedIn() {
    gate.shut();
    List<CompletionStage<Acceptance>> stages = submit(5);
    Thread closer = new Thread(commits::close);
    closer.start();
    gate.open();
    commits.close();

    stages.forEach(Samples::get);
    assertThat(failureOf(accept("x"))).hasMessage("The store is closed");
    assertThat(commits.problem()).contains("The store is closed");
  }

  /** As a disk that is full; the writer is idle when this is called. */
  private void limitPagesToThoseThereAre() throws SQLException {
    execute("PRAGMA max_page_count = 1");
  }

  /** On the writer's connection, while the writer is idle. */
  private void execute(String sql) throws SQLException {
    try (Statement statement = writer.statements().connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private int countIn(String table) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("messaging.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private List<CompletionStage<Acceptance>> submit(int writes) {
    List<CompletionStage<Acceptance>> stages = new ArrayList<>();
    for (int i = 0; i < writes; i++) {
      stages.add(accept("" + i));
    }
    return stages;
  }

  private CompletionStage<Acceptance> accept(String content) {
    return commits.submit(new WriteCommand.Accept(message("sms", "", content)));
  }

  /** Holds the writer in a transaction of its own, until it is let go. */
  private final class Gate implements GroupCommit.Database {
    private final GroupCommit.Database database;
    private final List<Integer> batches = new ArrayList<>();
    private volatile CountDownLatch shut = new CountDownLatch(0);
    private volatile CountDownLatch reached = new CountDownLatch(0);
    private volatile int failCommits;
    private volatile int loseAnswers;
    private volatile int failAppliesOfMany;
    private CompletionStage<Boolean> held;

    Gate(GroupCommit.Database database) {
      this.database = database;
    }

    void shut() {
      reached = new CountDownLatch(1);
      shut = new CountDownLatch(1);
      held = commits.submit(new WriteCommand.Probe());
      try {
        reached.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void open() {
      shut.countDown();
    }

    @Override
    public void begin() throws SQLException {
      reached.countDown();
      try {
        shut.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      database.begin();
    }

    @Override
    public List<Object> apply(List<WriteCommand<?>> commands) throws SQLException {
      batches.add(commands.size());
      if (failAppliesOfMany > 0 && commands.size() > 1) {
        failAppliesOfMany--;
        throw new SQLException("The database is locked");
      }
      return database.apply(commands);
    }

    @Override
    public void commit() throws SQLException {
      if (failCommits > 0) {
        failCommits--;
        throw new SQLException("The disk is on fire");
      }
      database.commit();
      if (loseAnswers > 0) {
        loseAnswers--;
        throw new SQLException("The answer was lost");
      }
    }

    @Override
    public void rollback() {
      database.rollback();
    }

    @Override
    public void afterCommit() {
      database.afterCommit();
    }

    @Override
    public boolean isOutage(Throwable failure) {
      return database.isOutage(failure);
    }

    @Override
    public boolean mayBeCommitted(Throwable failure) {
      return database.mayBeCommitted(failure);
    }

    @Override
    public StoreException explain(Throwable failure) {
      return database.explain(failure);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
