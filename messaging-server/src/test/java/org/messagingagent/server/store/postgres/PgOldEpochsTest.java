package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.ClusterStoreContract;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.engine.Statements;

/** Starts and ends, clean or not, leave nothing that would grow with them. */
@Timeout(60)
final class PgOldEpochsTest {

  private final StoreConfig config = PostgresFixture.freshSchema();
  private PgStore store;

  @BeforeEach
  void open() {
    store = PgStore.open(config, PgStoreFixture.LIMITS);
  }

  @AfterEach
  void close() {
    store.close();
    PostgresFixture.drop(config);
  }

  @Test
  void storeThatIsClosedLeavesItsNumbersAndNoRowOfItsEpoch() throws SQLException {
    for (int start = 0; start < 3; start++) {
      get(store.inbox().accept(message("sms", "", "x")));
      store.close();
      assertThat(number("SELECT count(*) FROM node_fence")).isZero();
      assertThat(number("SELECT count(*) FROM message_count")).isEqualTo(1);
      store = PgStore.open(config, PgStoreFixture.LIMITS);
    }
    assertThat(store.inbox().counts().get("sms")).isEqualTo(Map.of(MessageState.WAITING, 3L));
  }

  @Test
  void processThatEndedBeforeItWasANodeIsTidiedUpAfter() throws SQLException {
    long gone = endedWithoutAWord();
    run("INSERT INTO message_count VALUES ('incoming', 'sms', 0, %d, 7)".formatted(gone));
    int sending = record();
    run("UPDATE outgoing_message SET epoch = %d WHERE id = %d".formatted(gone, sending));

    store.cluster().join(ClusterStoreContract.info("a"), ClusterStoreContract.LEASE);
    store.cluster().buryExpired("it was being sent");

    assertThat(number("SELECT count(*) FROM node_fence WHERE open")).isEqualTo(1);
    assertThat(number("SELECT messages FROM message_count WHERE epoch = 0")).isEqualTo(7);
    assertThat(store.outbox().statuses(List.of(sending)).get(sending).description())
        .isEqualTo("it was being sent");
  }

  @Test
  void processThatWritesWithoutBeingANodeIsLeftAlone() throws SQLException {
    PgStore command = PgStore.open(config, PgStoreFixture.LIMITS);
    try {
      long epoch = command.epoch().current();
      store.cluster().join(ClusterStoreContract.info("a"), ClusterStoreContract.LEASE);
      assertThat(number("SELECT count(*) FROM node_fence WHERE open AND epoch = " + epoch)).isOne();
    } finally {
      command.close();
    }
  }

  @Test
  void rowsOfEpochsThatWereClosedLongAgoGo() throws SQLException {
    long old = endedWithoutAWord();
    run("UPDATE node_fence SET open = false WHERE epoch = " + old);
    store.cluster().join(ClusterStoreContract.info("a"), ClusterStoreContract.LEASE);
    assertThat(number("SELECT count(*) FROM node_fence WHERE epoch = " + old)).isOne();
    store.cluster().leave();

    run("SELECT setval('epoch', %d)".formatted(old + PgOldEpochs.KEPT));
    PgStore next = PgStore.open(config, PgStoreFixture.LIMITS);
    try {
      next.cluster().join(ClusterStoreContract.info("b"), ClusterStoreContract.LEASE);
      assertThat(number("SELECT count(*) FROM node_fence WHERE epoch = " + old)).isZero();
      next.cluster().leave();
    } finally {
      next.close();
    }
  }

  @Test
  void commitWhoseMarkIsGoneIsNotTakenForOneThatDidNotHappen() throws SQLException {
    PgConnections connections = new PgConnections(config);
    PgEpoch epoch = new PgEpoch();
    PgFence fence = new PgFence(epoch, config.schema());
    Statements statements = new Statements(connections.openWriter());
    try {
      fence.pass(0, statements);
      assertThat(fence.happened(statements)).as("it is committed by the question").contains(true);
      fence.pass(0, statements);
      statements.connection().rollback();
      assertThat(fence.happened(statements)).contains(false);
      run("DELETE FROM node_fence WHERE epoch = " + epoch.current());
      assertThat(fence.happened(statements)).isEmpty();
    } finally {
      statements.close();
    }
  }

  private int record() {
    NewOutgoing.Entry entry = new NewOutgoing.Entry(OptionalInt.empty(), "Text");
    List<NewOutgoing.Entry> one = Collections.singletonList(entry);
    return get(store.outbox().record(new NewOutgoing("sms", "anna", one, NOW, Optional.empty())))
        .messagingIds()
        .get(0);
  }

  private long endedWithoutAWord() throws SQLException {
    run("INSERT INTO node_fence VALUES (nextval('epoch'), 5, true)");
    return number("SELECT max(epoch) FROM node_fence");
  }

  private void run(String sql) {
    PostgresFixture.run("SET search_path TO " + config.schema(), sql);
  }

  private long number(String query) throws SQLException {
    try (Connection connection = PgTables.connect(config);
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
