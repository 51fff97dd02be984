package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.MessageState.DEAD;
import static org.messagingagent.server.store.MessageState.HANDLED;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore.Commit;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.messagingagent.server.store.TransactionStore.Handlings;
import org.messagingagent.server.support.Await;

/** Transactions in which messages are handled. */
@Timeout(120)
final class PgHandlingTest extends PgStoreFixture {

  private Handlings handlings;
  private String table;

  @BeforeEach
  void openHandlings() {
    handlings = handlings(store());
    table = "effect_" + config().schema();
    PostgresFixture.run("CREATE TABLE %s (message BIGINT, attempt INTEGER)".formatted(table));
  }

  @AfterEach
  void closeHandlings() {
    handlings.close();
    PostgresFixture.run("DROP TABLE " + table);
  }

  @Test
  void writesOfTheHandlerAndThatItIsDoneAreCommittedTogether() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      write(handling.connection(), message, 1);
      assertThat(effects(message)).isZero();
      assertThat(handling.commit(NOW)).isEqualTo(Commit.COMMITTED);
    }
    assertThat(effects(message)).isEqualTo(1);
    assertThat(state(message)).as("its writer has yet to end it").isEqualTo(WAITING);
    assertThat(handlings.begin(message)).as("it is done").isEmpty();
    assertThat(finish(message, HANDLED)).isTrue();
    assertThat(state(message)).isEqualTo(HANDLED);
  }

  @Test
  void nothingStaysOfATransactionThatIsNotCommitted() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      write(handling.connection(), message, 1);
    }
    assertThat(effects(message)).isZero();
    assertThat(handlings.begin(message)).isPresent();
  }

  @Test
  void whatIsDoneIsHandledWhateverElseIsSaidOfIt() throws Exception {
    StoredIncoming dead = done(accepted("a"));
    StoredIncoming postponed = done(accepted("b"));
    StoredIncoming discarded = done(accepted("c"));
    StoredIncoming next = accepted("d");

    assertThat(finish(dead, DEAD)).isTrue();
    assertThat(state(dead)).isEqualTo(HANDLED);
    get(store().inbox().postpone(postponed.id(), postponed.epoch(), 1, "lost the answer", NOW));
    assertThat(handlings.begin(postponed)).isEmpty();
    assertThat(get(store().inbox().discard(discarded.id(), "", NOW))).contains(HANDLED);
    assertThat(state(discarded)).isEqualTo(WAITING);
    assertThat(finish(discarded, HANDLED)).isTrue();
    assertThat(finish(postponed, DEAD)).isTrue();
    assertThat(store().inbox().counts().get("sms")).isEqualTo(Map.of(HANDLED, 3L, WAITING, 1L));
    assertThat(handlings.begin(next)).isPresent();
  }

  @Test
  void deadMessageThatIsRetriedIsHandedOverAgain() throws Exception {
    StoredIncoming message = accepted("");
    finish(message, DEAD);
    get(store().inbox().retry(message.id(), NOW));
    assertThat(handlings.begin(message)).isPresent();
  }

  @Test
  void nothingStaysWhereTheNodeWasBuriedMeanwhile() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      write(handling.connection(), message, 1);
      PostgresFixture.run(
          "UPDATE %s.node_fence SET open = false WHERE epoch = %d"
              .formatted(config().schema(), message.epoch()));
      assertThat(handling.commit(NOW)).isEqualTo(Commit.LOST);
    }
    assertThat(effects(message)).isZero();
    assertThat(handlings.begin(message)).isPresent();
  }

  @Test
  void nothingStaysWhereTheMessageHasEnded() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      write(handling.connection(), message, 1);
      finish(message, DEAD);
      assertThat(handling.commit(NOW)).isEqualTo(Commit.LOST);
    }
    assertThat(effects(message)).isZero();
  }

  @Test
  void ofTwoNodesThatHandleAMessageAtTheSameTimeOneCommits() throws Exception {
    StoredIncoming message = accepted("");
    try (PgStore other = PgStore.open(config(), LIMITS);
        Handlings others = handlings(other)) {
      StoredIncoming same = under(message, other.epoch().current());
      Handling first = begin(message);
      Handling second = others.begin(same).orElseThrow();
      write(first.connection(), message, 1);
      write(second.connection(), message, 2);
      // Between its last statement and the end of its transaction a process may be paused.
      Connection held = holding(message);
      CompletableFuture<Commit> one = CompletableFuture.supplyAsync(() -> first.commit(NOW));
      CompletableFuture<Commit> two = CompletableFuture.supplyAsync(() -> second.commit(NOW));
      Await.until("both wait", () -> waitingForLocks() == 2);
      held.close();
      assertThat(List.of(one.get(30, TimeUnit.SECONDS), two.get(30, TimeUnit.SECONDS)))
          .containsExactlyInAnyOrder(Commit.COMMITTED, Commit.DONE_BEFORE);
      first.close();
      second.close();
    }
    assertThat(effects(message)).isEqualTo(1);
  }

  @Test
  void transactionThatTheHandlerEndsBySqlIsNoticed() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      execute(handling.connection(), "COMMIT");
      write(handling.connection(), message, 1);
      assertThat(handling.commit(NOW)).isEqualTo(Commit.BROKEN);
    }
    assertThat(effects(message)).isZero();
  }

  @Test
  void handlerThatSwallowsAFailureOfTheDatabaseIsNotBelieved() throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message)) {
      assertThatThrownBy(() -> execute(handling.connection(), "SELECT no_such_column"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> handling.commit(NOW))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("a statement of the handler had failed");
    }
    assertThat(handlings.begin(message)).isPresent();
  }

  @Test
  void connectionSeesTheUsersOwnTablesAndTheirsAloneAndIsFoundByTheNameOfTheEpoch()
      throws Exception {
    StoredIncoming message = accepted("");
    try (Handling handling = begin(message);
        Statement statement = handling.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('search_path'), current_setting('application_name'),"
                    + " to_regclass('incoming_message') IS NULL")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("\"$user\", public");
      assertThat(row.getString(2))
          .isEqualTo(PgConnections.applicationName(config().schema(), message.epoch()));
      assertThat(row.getBoolean(3)).isTrue();
    }
  }

  @Test
  void noConnectionToBeHadIsToldAndNothingIsTouched() {
    StoredIncoming message = accepted("");
    handlings.close();
    assertThatThrownBy(() -> handlings.begin(message)).isInstanceOf(StoreException.class);
  }

  private static Handlings handlings(PgStore store) {
    return store.transactions().orElseThrow().handlings("sms", 4, Duration.ofSeconds(30));
  }

  private Handling begin(StoredIncoming message) {
    return handlings.begin(message).orElseThrow();
  }

  private StoredIncoming accepted(String session) {
    long id = get(store().inbox().accept(message("sms", session, "content"))).messageId();
    return store()
        .inbox()
        .ready("sms", Partitions.ALL, NOW, other -> other != id, 1, Long.MAX_VALUE)
        .messages()
        .get(0);
  }

  private StoredIncoming done(StoredIncoming message) {
    try (Handling handling = begin(message)) {
      assertThat(handling.commit(NOW)).isEqualTo(Commit.COMMITTED);
    }
    return message;
  }

  private static StoredIncoming under(StoredIncoming message, long epoch) {
    return new StoredIncoming(
        message.id(),
        message.plugin(),
        message.partition(),
        epoch,
        message.from(),
        message.to(),
        message.content(),
        message.format(),
        message.sessionKey(),
        message.parentMessagingId(),
        message.receivedAt(),
        message.failures(),
        message.traceParent());
  }

  private boolean finish(StoredIncoming message, MessageState state) {
    return get(store().inbox().finish(message.id(), message.epoch(), state, 0, "why", NOW));
  }

  private MessageState state(StoredIncoming message) {
    return store().inbox().find(message.id()).orElseThrow().state();
  }

  private void write(Connection connection, StoredIncoming message, int attempt)
      throws SQLException {
    execute(connection, "INSERT INTO %s VALUES (%d, %d)".formatted(table, message.id(), attempt));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection holding(StoredIncoming message) throws SQLException {
    Connection connection = PostgresFixture.connect();
    connection.setAutoCommit(false);
    execute(
        connection,
        "SELECT 1 FROM %s.incoming_message WHERE id = %d FOR UPDATE"
            .formatted(config().schema(), message.id()));
    return connection;
  }

  private long effects(StoredIncoming message) throws SQLException {
    return number("SELECT count(*) FROM %s WHERE message = %d".formatted(table, message.id()));
  }

  private long waitingForLocks() throws SQLException {
    return number(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%"
            + config().schema()
            + "%'");
  }

  private static long number(String query) throws SQLException {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
