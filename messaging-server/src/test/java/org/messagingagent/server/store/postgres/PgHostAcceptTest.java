package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.MessageState.HANDLED;
import static org.messagingagent.server.store.MessageState.WAITING;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingState;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.RequestKey;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.UnfitConnectionException;
import org.messagingagent.server.support.Await;

/** Messages that come in by transactions of the host. */
@Timeout(120)
final class PgHostAcceptTest extends PgStoreFixture {

  private final List<Connection> open = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private Connection host;

  @BeforeEach
  void connect() throws SQLException {
    store().inbox().onElsewhere(told::add);
    host = transaction();
  }

  @AfterEach
  void disconnect() throws SQLException {
    for (Connection each : open) {
      each.close();
    }
  }

  @Test
  void messageIsReadyAndAnnouncedOnceItsTransactionHasCommitted() throws Exception {
    Await.until("it listens", () -> store().listener().isListening());
    long id = accept(host, message("sms", "s", "hello"));
    assertThat(ready()).isEmpty();
    assertThat(told).isEmpty();

    host.commit();
    assertThat(ready())
        .singleElement()
        .satisfies(
            stored -> {
              assertThat(stored.id()).isEqualTo(id);
              assertThat(stored.content()).isEqualTo("hello");
              assertThat(stored.sessionKey()).isEqualTo("s");
              assertThat(stored.receivedAt()).isEqualTo(NOW);
            });
    Await.until("it is told", () -> told.contains("sms"));
    assertThat(count(WAITING)).isEqualTo(1);
  }

  @Test
  void messageOfATransactionThatIsRolledBackNeverWas() throws Exception {
    long id = accept(host, message("sms", "", "no"));
    host.rollback();
    assertThat(store().inbox().find(id)).isEmpty();
    assertThat(store().inbox().counts()).isEmpty();
    assertThat(accept(host, message("sms", "", "yes"))).isGreaterThan(id);
    host.commit();
    assertThat(ready()).extracting(StoredIncoming::content).containsExactly("yes");
  }

  @Test
  void messagesWithoutASessionGoToAllPartitions() throws Exception {
    for (int i = 0; i < Partitions.COUNT; i++) {
      accept(host, message("sms", "", "m" + i));
    }
    host.commit();
    assertThat(ready())
        .extracting(StoredIncoming::partition)
        .doesNotHaveDuplicates()
        .hasSize(Partitions.COUNT);
  }

  @Test
  void anythingThatATextCanHoldComesBackAsItWas() throws Exception {
    String odd = "\u0000\u0001\u0002 \ud83d\ude00 ' \\ ? $1";
    accept(host, new NewIncoming("sms", odd, odd, odd, odd, odd, "u", NOW, Optional.empty()));
    host.commit();
    StoredIncoming stored = ready().get(0);
    assertThat(List.of(stored.from(), stored.to(), stored.content(), stored.format()))
        .containsOnly(odd);
    assertThat(stored.sessionKey()).isEqualTo(odd);
  }

  @Test
  void searchPathOfTheHostDoesNotMatter() throws Exception {
    run(host, "CREATE TEMPORARY TABLE incoming_message (mine INTEGER)");
    run(host, "SET search_path TO pg_temp");
    accept(host, message("sms", "", "there"));
    host.commit();
    assertThat(ready()).hasSize(1);
  }

  @Test
  void messagesOfASessionAreHandledInOrderAlsoWhereOneAppearsLate() throws Exception {
    long late = accept(host, message("sms", "s", "late"));
    long first = get(store().inbox().accept(message("sms", "s", "1"))).messageId();
    long second = get(store().inbox().accept(message("sms", "s", "2"))).messageId();
    assertThat(ready()).extracting(StoredIncoming::id).containsExactly(first);
    host.commit();
    assertThat(ready()).as("the one that has its turn keeps it").hasSize(1);

    assertThat(handleAll()).containsExactly(first, late, second);
  }

  @Test
  void messagesOfOneTransactionKeepTheirOrderAndFollowThoseBefore() throws Exception {
    long before = get(store().inbox().accept(message("sms", "s", "0"))).messageId();
    long first = accept(host, message("sms", "s", "1"));
    long second = accept(host, message("sms", "s", "2"));
    host.commit();
    long after = get(store().inbox().accept(message("sms", "s", "3"))).messageId();

    assertThat(handleAll()).containsExactly(before, first, second, after);
    assertThat(count(HANDLED)).isEqualTo(4);
  }

  @Test
  void keyIsCommittedWithItsMessageAndStandsForIt() throws Exception {
    NewIncoming message = keyed("k", 1);
    Acceptance first = store().transactions().orElseThrow().accept(host, message);
    assertThat(again(host, message)).as("in the same transaction").isEqualTo(repeated(first));
    host.rollback();

    Acceptance second = store().transactions().orElseThrow().accept(host, message);
    assertThat(second.kind()).as("its key was rolled back").isEqualTo(Acceptance.Kind.STORED);
    host.commit();
    assertThat(again(host, message)).isEqualTo(repeated(second));
    assertThat(again(host, keyed("k", 2)).kind()).isEqualTo(Acceptance.Kind.KEY_REUSED);
    host.commit();
    assertThat(ready()).extracting(StoredIncoming::id).containsExactly(second.messageId());
  }

  @Test
  void transactionWithTheSameKeyWaitsForTheOneBefore() throws Exception {
    Connection other = transaction();
    Acceptance first = again(host, keyed("k", 1));
    CompletableFuture<Acceptance> second =
        CompletableFuture.supplyAsync(() -> again(other, keyed("k", 1)));
    Await.until("it waits", () -> waitingForLocks() == 1);
    host.commit();
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(repeated(first));
  }

  @Test
  void openTransactionOfTheHostHoldsNothingUpThatTheServerDoes() throws Exception {
    int sent = send("s");
    accept(host, message("sms", "s", "answer"));
    again(host, keyed("k", 1));

    get(store().inbox().accept(message("sms", "t", "another")));
    get(store().outbox().settle(settlement(sent)));
    DeliveryReport report = new DeliveryReport("sms", "x1", 3, "", "anna", NOW);
    assertThat(get(store().outbox().report(report))).isEqualTo(ReportResult.APPLIED);
    assertThat(handleAll()).hasSize(1);
    assertThat(waitingForLocks()).isZero();
    host.rollback();
  }

  @Test
  void outgoingMessageThatIsAnsweredBecomesRepliedAfterTheCommit() throws Exception {
    int sent = send("s");
    get(store().outbox().settle(settlement(sent)));
    accept(host, message("sms", "s", "answer"));
    host.commit();

    assertThat(ready().get(0).parentMessagingId()).hasValue(sent);
    Await.until(
        "it is replied", () -> store().outbox().statuses(List.of(sent)).get(sent).status() == 4);
    assertThat(store().outbox().counts()).isEqualTo(Map.of("sms", Map.of("replied", 1L)));
    Await.until("it is noted", () -> number("SELECT count(*) FROM %s.progress") == 0);
  }

  @Test
  void asManyAnswersAsATransactionMayHaveAreAllNoted() throws Exception {
    int sent = send("s");
    Await.until("it listens", () -> store().listener().isListening());
    PostgresFixture.run(
        "INSERT INTO %1$s.progress SELECT '%2$s' || n, %3$d FROM generate_series(1, 11000) AS n"
            .formatted(config().schema(), PgHostNotes.ANSWER, sent),
        "NOTIFY %s, '%s'".formatted(PgNews.channel(config().schema()), PgNews.HOST));
    Await.until("all are noted", () -> number("SELECT count(*) FROM %s.progress") == 0);
  }

  @Test
  void whatIsCommittedIsCountedOnceAndItsRowsAreGathered() throws Exception {
    Map<String, Long> accepted = new ConcurrentHashMap<>();
    store()
        .transactions()
        .orElseThrow()
        .onAccepted((plugin, messages) -> accepted.merge(plugin, messages, Long::sum));
    for (int i = 0; i < 5; i++) {
      accept(host, message("sms", "", "m"));
      accept(host, message("mail", "", "m"));
      assertThat(count(WAITING)).as("not yet").isEqualTo(i);
      host.commit();
      accept(host, message("sms", "", "not"));
      host.rollback();
    }
    Await.until("all are counted", () -> accepted.equals(Map.of("sms", 5L, "mail", 5L)));
    assertThat(number("SELECT count(*) FROM %s.message_count WHERE epoch < 0")).isZero();
    assertThat(count(WAITING)).isEqualTo(5);
  }

  @Test
  void whatAProcessLeftThatDiedIsNotedByTheNext() throws Exception {
    store().close();
    PostgresFixture.run(
        "INSERT INTO %s.message_count VALUES ('incoming', 'sms', 0, -77, 3)"
            .formatted(config().schema()));
    try (PgStore next = PgStore.open(config(), LIMITS)) {
      Await.until(
          "it is noted",
          () -> number("SELECT count(*) FROM %s.message_count WHERE epoch < 0") == 0);
      assertThat(next.inbox().counts().get("sms")).isEqualTo(Map.of(WAITING, 3L));
    }
  }

  @Test
  void connectionOfAPoolIsUsedAsItIs() throws Exception {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config().url().orElseThrow());
    hikari.setUsername(config().user());
    hikari.setPassword(config().password());
    hikari.setAutoCommit(false);
    hikari.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(hikari)) {
      for (int i = 0; i < 3; i++) {
        try (Connection pooled = pool.getConnection()) {
          accept(pooled, message("sms", "", "pooled"));
          pooled.commit();
        }
      }
    }
    assertThat(ready()).hasSize(3);
  }

  @Test
  void connectionThatCannotDoIsRefusedWithTheWayOutAndTheTransactionGoesOn() throws Exception {
    host.setAutoCommit(true);
    refused(host, "auto-commit mode", "setAutoCommit(false)");
    host.setAutoCommit(false);
    host.setReadOnly(true);
    refused(host, "read-only");
    host.setReadOnly(false);
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      sqlite.setAutoCommit(false);
      refused(sqlite, "one of SQLite", "PostgreSQL", "schema " + config().schema());
    }
    Connection closed = transaction();
    closed.close();
    refused(closed, "is closed");
  }

  @Test
  void connectionToAnotherDatabaseIsRefusedAlsoWhereThatHasSuchASchema() throws Exception {
    String name = "other_" + config().schema();
    PostgresFixture.run("CREATE DATABASE " + name);
    try {
      String url = config().url().orElseThrow().replaceAll("/[^/]*$", "/" + name);
      try (Connection other =
          DriverManager.getConnection(url, config().user(), config().password())) {
        run(other, "CREATE TABLE mine (id INTEGER)");
        other.setAutoCommit(false);
        run(other, "INSERT INTO mine VALUES (1)");
        refused(other, "'" + name + "'", "no tables of the server", config().schema());
        run(other, "INSERT INTO mine VALUES (2)");
        other.commit();
        PgTables.ensure(
            StoreConfig.postgres(url, config().user(), config().password())
                .withSchema(config().schema()));
        refused(other, "another database than the server's");
      }
    } finally {
      PostgresFixture.run("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }
  }

  @Test
  void userWithoutTheRightsIsToldWhichAndThoseAreEnough() throws Exception {
    String user = "host_" + config().schema();
    PostgresFixture.run("CREATE ROLE %s".formatted(user));
    try {
      run(host, "SET ROLE " + user);
      String[] grants = new String[1];
      assertThatThrownBy(() -> accept(host, message("sms", "", "no")))
          .isInstanceOf(UnfitConnectionException.class)
          .hasMessageContaining("'" + user + "'")
          .satisfies(e -> grants[0] = e.getMessage().replaceFirst(".*let it: ", ""));
      host.rollback();
      PostgresFixture.run(grants[0]);
      run(host, "SET ROLE " + user);
      send("s");
      accept(host, message("sms", "s", "yes"));
      again(host, keyed("k", 1));
      again(host, keyed("k", 1));
      host.commit();
      assertThat(ready()).hasSize(2);
    } finally {
      host.rollback();
      PostgresFixture.run("DROP OWNED BY " + user, "DROP ROLE " + user);
    }
  }

  private void refused(Connection connection, String... parts) {
    assertThatThrownBy(() -> accept(connection, message("sms", "", "no")))
        .isInstanceOf(UnfitConnectionException.class)
        .hasMessageContainingAll(parts);
  }

  private Connection transaction() throws SQLException {
    Connection connection = PostgresFixture.connect();
    open.add(connection);
    connection.setAutoCommit(false);
    return connection;
  }

  private long accept(Connection connection, NewIncoming message) throws SQLException {
    Acceptance acceptance = store().transactions().orElseThrow().accept(connection, message);
    assertThat(acceptance.kind()).isEqualTo(Acceptance.Kind.STORED);
    return acceptance.messageId();
  }

  private Acceptance again(Connection connection, NewIncoming message) {
    try {
      return store().transactions().orElseThrow().accept(connection, message);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Acceptance repeated(Acceptance first) {
    return new Acceptance(Acceptance.Kind.REPEATED, first.messageId());
  }

  private static NewIncoming keyed(String key, int arguments) {
    byte[] hash = new byte[32];
    hash[0] = (byte) arguments;
    RequestKey requestKey = new RequestKey("host", "accept", key, hash);
    return message("sms", "", "content", Optional.of(requestKey));
  }

  private int send(String session) {
    NewOutgoing request =
        new NewOutgoing(
            "sms",
            "anna",
            List.of(new NewOutgoing.Entry(OptionalInt.empty(), "Text")),
            NOW,
            Optional.empty());
    int id = get(store().outbox().record(request)).messagingIds().get(0);
    PostgresFixture.run(
        "UPDATE %s.outgoing_message SET session_key = '%s' WHERE id = %d"
            .formatted(config().schema(), session, id));
    return id;
  }

  private static Settlement settlement(int id) {
    return new Settlement(id, OutgoingState.SETTLED, 1, List.of("x1"), "s", "sent", 1, NOW);
  }

  private List<StoredIncoming> ready() {
    return store()
        .inbox()
        .ready("sms", Partitions.ALL, NOW, id -> false, 1_000, Long.MAX_VALUE)
        .messages();
  }

  /** Handles what is ready, one after the other, until nothing is. */
  private List<Long> handleAll() {
    List<Long> handled = new ArrayList<>();
    for (List<StoredIncoming> next = ready(); !next.isEmpty(); next = ready()) {
      StoredIncoming each = next.get(0);
      assertThat(get(store().inbox().finish(each.id(), each.epoch(), HANDLED, 0, "", NOW)))
          .isTrue();
      handled.add(each.id());
    }
    return handled;
  }

  private long count(MessageState state) {
    return store().inbox().counts().getOrDefault("sms", Map.of()).getOrDefault(state, 0L);
  }

  private long number(String query) throws SQLException {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query.formatted(config().schema()))) {
      row.next();
      return row.getLong(1);
    }
  }

  private long waitingForLocks() throws SQLException {
    return number(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND query LIKE '%%%s%%' AND pid <> pg_backend_pid()");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
