package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.key;
import static org.messagingagent.server.store.Samples.message;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.GroupCommit;

/** A PostgreSQL server that goes away in all the ways that such servers do, under load. */
@Timeout(180)
class PgFaultsTest {

  private static final int CALLERS = 8;
  private static final String SCHEMA = "messaging";

  private static OwnServer.Prepared prepared;
  @TempDir Path directory;
  private OwnServer database;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
  private volatile boolean enough;

  @BeforeAll
  static void prepare(@TempDir Path directory) throws IOException {
    prepared = OwnServer.Prepared.in(directory);
  }

  @BeforeEach
  void start() throws IOException {
    database = opened(OwnServer.in(directory, prepared));
  }

  @AfterEach
  void stop() throws Exception {
    enough = true;
    threads.shutdownNow();
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void databaseThatCrashesAndComesBackLosesNothingAndIsUsedAgain() throws Exception {
    PgStore store = store(database.url());
    Load load = new Load(store);
    for (int crash = 0; crash < 3; crash++) {
      load.awaitAccepted(200);
      database.crash();
      assertThat(store.problem()).get().asString().contains("database");
      database.start();
      awaitNoProblem(store);
    }
    load.awaitAccepted(200);
    load.endsWithAllStoredOnce();
  }

  @Test
  void databaseThatStopsAndComesBackLosesNothingAndIsUsedAgain() throws Exception {
    PgStore store = store(database.url());
    Load load = new Load(store);
    load.awaitAccepted(200);
    database.stop();
    assertThat(store.problem()).get().asString().contains("database");
    database.start();
    awaitNoProblem(store);
    load.awaitAccepted(200);
    load.endsWithAllStoredOnce();
  }

  @Test
  void standbyThatIsPromotedTakesOverWithAllThatWasAcknowledged() throws Exception {
    OwnServer standby = opened(database.standby());
    PgStore store =
        store("jdbc:postgresql://" + database.address() + "," + standby.address() + "/postgres");
    Load load = new Load(store);
    load.awaitAccepted(500);
    database.crash();
    standby.promote();
    awaitNoProblem(store);
    load.awaitAccepted(500);
    load.endsWithAllStoredOnce();
  }

  @Test
  void databaseThatStandsStillIsWaitedFor() throws Exception {
    PgStore store = store(database.url());
    Load load = new Load(store);
    load.awaitAccepted(200);
    database.pause();
    try {
      assertThat(store.problem()).get().asString().contains("has not answered for");
      assertThat(load.refusals.tryAcquire()).as("callers wait").isFalse();
    } finally {
      database.goOn();
    }
    awaitNoProblem(store);
    load.awaitAccepted(200);
    load.endsWithAllStoredOnce();
  }

  @Test
  void passwordThatIsChangedEndsNoConnectionAndIsToldOfAtTheNext() throws Exception {
    database.execute(
        "CREATE ROLE agent LOGIN PASSWORD 'one'", "GRANT CREATE ON DATABASE postgres TO agent");
    Path hba = directory.resolve("primary/pg_hba.conf");
    java.nio.file.Files.writeString(
        hba, "host all agent localhost password\nhost all all localhost trust\n");
    database.execute("SELECT pg_reload_conf()");
    StoreConfig config = StoreConfig.postgres(database.url(), "agent", "one").withSchema(SCHEMA);
    PgStore store = opened(PgStore.open(config, StoreLimits.DEFAULTS));
    GroupCommit.await(accept(store, "before"));

    database.execute("ALTER ROLE agent PASSWORD 'two'");
    GroupCommit.await(accept(store, "on the old connection"));
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'agent'");
    String told =
        awaitProblem(
            store,
            "refused the user 'agent'; check messaging.store.user and messaging.store.password");
    assertThat(told).doesNotContain("'one'");

    database.execute("ALTER ROLE agent PASSWORD 'one'");
    awaitNoProblem(store);
    GroupCommit.await(accept(store, "again"));
  }

  @Test
  void databaseThatTurnsReadOnlyIsToldOfUntilItIsNot() throws Exception {
    PgStore store = store(database.url());
    GroupCommit.await(accept(store, "before"));
    database.execute(
        "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    awaitProblem(store, "read-only");
    database.execute(
        "SET default_transaction_read_only = off",
        "ALTER SYSTEM SET default_transaction_read_only = off",
        "SELECT pg_reload_conf()");
    awaitNoProblem(store);
    GroupCommit.await(accept(store, "again"));
  }

  @Test
  void databaseThatTakesNoMoreConnectionsIsToldOfUntilItDoes() throws Exception {
    database.stop();
    database.configure("max_connections = 12");
    database.start();
    PgStore store = store(database.url());
    GroupCommit.await(accept(store, "before"));
    List<Connection> others = new ArrayList<>();
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'messaging-agent%'");
    try {
      while (true) {
        others.add(DriverManager.getConnection(database.url(), "postgres", ""));
      }
    } catch (java.sql.SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("53300");
    }
    for (Connection each : others) {
      each.close();
    }
    awaitNoProblem(store);
    GroupCommit.await(accept(store, "again"));
  }

  private PgStore store(String url) {
    return opened(
        PgStore.open(
            StoreConfig.postgres(url, "postgres", "").withSchema(SCHEMA), StoreLimits.DEFAULTS));
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static java.util.concurrent.CompletionStage<Acceptance> accept(
      PgStore store, String content) {
    return store.inbox().accept(message("sms", "", content));
  }

  /** Writes, as callers do, until this is told; a problem that nobody runs into is not seen. */
  private static String awaitProblem(PgStore store, String words) {
    Optional<String> problem = Optional.empty();
    while (problem.filter(told -> told.contains(words)).isEmpty()) {
      try {
        GroupCommit.await(accept(store, "?"));
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("database");
      }
      problem = store.problem();
    }
    return problem.get();
  }

  private static void awaitNoProblem(PgStore store) {
    while (store.problem().isPresent()) {
      Thread.onSpinWait();
    }
  }

  /** Callers who repeat each message under its key until they have an answer. */
  private final class Load {

    private final PgStore store;
    private final Semaphore accepted = new Semaphore(0);
    private final Semaphore refusals = new Semaphore(0);
    private final List<Future<List<Long>>> callers = new ArrayList<>();

    Load(PgStore store) {
      this.store = store;
      for (int i = 0; i < CALLERS; i++) {
        String name = "caller-" + i;
        callers.add(threads.submit((Callable<List<Long>>) () -> call(name)));
      }
    }

    private List<Long> call(String name) {
      List<Long> ids = new ArrayList<>();
      for (int n = 0; !enough; n++) {
        String id = name + "-" + n;
        Optional<Long> answer = Optional.empty();
        while (answer.isEmpty()) {
          answer = once(id);
        }
        ids.add(answer.get());
        accepted.release();
      }
      return ids;
    }

    private Optional<Long> once(String id) {
      try {
        Acceptance acceptance =
            GroupCommit.await(
                store.inbox().accept(message("sms", "", id, Optional.of(key(id, 1)))));
        return Optional.of(acceptance.messageId());
      } catch (StoreException e) {
        refusals.release();
        return Optional.empty();
      }
    }

    void awaitAccepted(int more) throws InterruptedException {
      accepted.drainPermits();
      assertThat(accepted.tryAcquire(more, 60, TimeUnit.SECONDS)).as("goes on").isTrue();
    }

    void endsWithAllStoredOnce() throws Exception {
      enough = true;
      List<Long> acknowledged = new ArrayList<>();
      for (Future<List<Long>> caller : callers) {
        acknowledged.addAll(caller.get(60, TimeUnit.SECONDS));
      }
      List<Long> stored = new ArrayList<>();
      LongPredicate none = id -> false;
      PgStoreFixture.own(store, "sms");
      store
          .inbox()
          .ready("sms", Partitions.ALL, NOW, none, 1_000_000, Long.MAX_VALUE)
          .messages()
          .stream()
          .map(StoredIncoming::id)
          .forEach(stored::add);
      assertThat(acknowledged).doesNotHaveDuplicates();
      assertThat(stored).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }
}
