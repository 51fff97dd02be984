package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.UnfitConnectionException;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.server.support.Await;
import org.messagingagent.server.support.CapturedLog;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;

/** A host and a server in it that share a PostgreSQL and its transactions. */
@Timeout(120)
class HostTransactionTest {

  private static final String PLUGIN = "orders";
  private static final Caller HOST = Caller.trusted("host");
  private static final Caller UNDER_KEY = HOST.withIdempotencyKey("k");

  @TempDir private Path directory;

  private final StoreConfig database = PostgresFixture.freshSchema();
  private final String table = "effect_" + database.schema();
  private final BlockingQueue<IncomingMessage> attempts = new LinkedBlockingQueue<>();
  private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
  private MessagingServer running;

  @BeforeEach
  void createTable() {
    PostgresFixture.run("CREATE TABLE %s (content TEXT, attempt INTEGER)".formatted(table));
  }

  @AfterEach
  void drop() {
    PostgresFixture.drop(database);
    PostgresFixture.run("DROP TABLE " + table);
  }

  @Test
  void messageOfTheHostIsHandledWhenItsTransactionCommitsAndHasItsEffectOnce() throws Exception {
    try (MessagingServer server = start(database, new Booking());
        Connection host = PostgresFixture.connect()) {
      host.setAutoCommit(false);
      server.accept(host, HOST, message("rolled back"));
      host.rollback();
      server.accept(host, HOST, message("first").withSessionKey("s"));
      server.accept(host, UNDER_KEY, message("fails once").withSessionKey("s"));
      server.accept(host, UNDER_KEY, message("fails once").withSessionKey("s"));
      server.accept(host, HOST, message("throws once").withSessionKey("s"));
      server.accept(host, HOST, message("goes on").withSessionKey("s"));
      assertThat(effects()).isEmpty();
      host.commit();

      Await.until("all are handled", () -> counted("handled") == 5);
      assertThat(effects())
          .containsExactly("first 1", "fails once 2", "throws once 2", "goes on 1", "went on 1");
      assertThat(attempts)
          .extracting(message -> message.content() + " " + message.attempt())
          .containsExactly(
              "first 1",
              "fails once 1",
              "fails once 2",
              "throws once 1",
              "throws once 2",
              "goes on 1",
              "went on 1");
      Await.until("they are counted as accepted", () -> counted("accepted") == 5);
      assertThat(counted("retries")).isEqualTo(2);
    }
  }

  @Test
  void messageThatIsRejectedLeavesNothingButItself() throws Exception {
    try (MessagingServer server = start(database, new Booking());
        Connection host = PostgresFixture.connect()) {
      host.setAutoCommit(false);
      server.accept(host, HOST, message("reject"));
      host.commit();
      Await.until("it is dead", () -> counted("dead") == 1);
      assertThat(effects()).isEmpty();
    }
  }

  @Test
  void messageIsRefusedAsCreateMessageWouldAndTheTransactionGoesOn() throws Exception {
    MessagingServer closed;
    try (MessagingServer server = start(database, new Booking());
        Connection host = PostgresFixture.connect()) {
      closed = server;
      assertThatThrownBy(() -> server.accept(host, HOST, message("no")))
          .isInstanceOf(UnfitConnectionException.class);
      host.setAutoCommit(false);
      run(host, "INSERT INTO %s VALUES ('before', 0)".formatted(table));
      refused(
          server, host, HOST, IncomingDraft.forPlugin("nobody"), ErrorCode.PLUGIN_NOT_INSTALLED);
      refused(server, host, HOST, IncomingDraft.forPlugin(""), ErrorCode.PLUGIN_NOT_INSTALLED);
      IncomingDraft message = message("reject");
      refused(server, host, HOST, message.withFormat("morse"), ErrorCode.FORMAT_NOT_SUPPORTED);
      refused(
          server, host, HOST, message.withSessionKey("x".repeat(256)), ErrorCode.INVALID_ARGUMENT);
      refused(
          server,
          host,
          HOST.withIdempotencyKey("x".repeat(256)),
          message,
          ErrorCode.INVALID_ARGUMENT);
      refused(server, host, HOST.withIdempotencyKey(""), message, ErrorCode.INVALID_ARGUMENT);
      refused(server, host, HOST, message.withTo("b\u0000"), ErrorCode.INVALID_ARGUMENT);
      refused(
          server,
          host,
          HOST,
          message("x".repeat(10 * 1024 * 1024 + 1)),
          ErrorCode.CONTENT_TOO_LONG);
      server.accept(host, UNDER_KEY, message);
      refused(server, host, UNDER_KEY, message("other"), ErrorCode.IDEMPOTENCY_KEY_REUSED);
      host.commit();
      assertThat(effects()).containsExactly("before 0");
    }
    try (Connection host = PostgresFixture.connect()) {
      host.setAutoCommit(false);
      assertThatThrownBy(() -> closed.accept(host, HOST, message("late")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The server was stopped");
    }
  }

  @Test
  void onSqliteSuchAPluginIsRefusedAndOneThatCanDoWithoutIsCalledWithout() throws Exception {
    try (CapturedLog log = CapturedLog.of(PluginRegistry.class);
        MessagingServer server =
            builder(StoreConfig.DEFAULTS)
                .plugin(new TestPlugin(PLUGIN, new Booking()))
                .plugin(new TestPlugin("both", new Both()))
                .start();
        Connection host = PostgresFixture.connect()) {
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          PLUGIN, "TransactionalHandler", "PostgreSQL", "messaging.store.url"));
      host.setAutoCommit(false);
      assertThatThrownBy(() -> server.accept(host, HOST, IncomingDraft.forPlugin("both")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SQLite");
      RawSoap soap = new RawSoap();
      String ticket = soap.logOn(server.address());
      soap.createMessage(
              server.address(), ticket, Envelopes.Incoming.to("both", "plain"), Optional.empty())
          .requireSuccess();
      assertThat(Recorder.next(attempts).content()).isEqualTo("plain");
    }
  }

  @Test
  void onPostgresqlOneThatCanDoEitherIsGivenTheConnection() throws Exception {
    try (MessagingServer server = start(database, new Both());
        Connection host = PostgresFixture.connect()) {
      host.setAutoCommit(false);
      server.accept(host, HOST, message("either"));
      host.commit();
      Await.until("it is handled", () -> counted("handled") == 1);
      assertThat(effects()).containsExactly("either 1");
    }
  }

  private MessagingServer start(StoreConfig store, Channel channel) {
    running = builder(store).plugin(new TestPlugin(PLUGIN, List.of("text"), channel)).start();
    return running;
  }

  private MessagingServerBuilder builder(StoreConfig store) {
    return LocalServer.without(directory)
        .store(store)
        .meterRegistry(figures)
        .dispatch(
            new DispatchConfig(
                100,
                64L << 20,
                5,
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Optional.empty(),
                Duration.ofSeconds(10)));
  }

  private void refused(
      MessagingServer server,
      Connection host,
      Caller caller,
      IncomingDraft message,
      ErrorCode code) {
    assertThatThrownBy(() -> server.accept(host, caller, message))
        .isInstanceOfSatisfying(
            MessagingException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static IncomingDraft message(String content) {
    return IncomingDraft.forPlugin(PLUGIN).withContent(content);
  }

  private double counted(String what) {
    return figures.counter("messaging.incoming." + what, "plugin", PLUGIN).count();
  }

  private List<String> effects() throws SQLException {
    List<String> effects = new ArrayList<>();
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT content, attempt FROM " + table)) {
      while (row.next()) {
        effects.add(row.getString(1) + " " + row.getInt(2));
      }
    }
    return effects;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void write(Connection connection, IncomingMessage message) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO %s VALUES (?, ?)".formatted(table))) {
      insert.setString(1, message.content());
      insert.setInt(2, message.attempt());
      insert.executeUpdate();
    }
  }

  /** Writes a row a message, and then does as the content says. */
  private final class Booking implements TransactionalHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message, Connection connection)
        throws SQLException {
      attempts.add(message);
      write(connection, message);
      boolean first = message.attempt() == 1;
      switch (message.content()) {
        case "fails once" -> {
          return first ? HandleOutcome.retry("not now") : HandleOutcome.handled();
        }
        case "throws once" -> {
          if (first) {
            throw new IllegalStateException("away");
          }
        }
        case "goes on" -> running.accept(connection, HOST, message("went on").withSessionKey("s"));
        case "reject" -> {
          return HandleOutcome.rejected("never");
        }
        default -> assertThat(message.format()).isEmpty();
      }
      return HandleOutcome.handled();
    }
  }

  /** Takes what it gets. */
  private final class Both implements TransactionalHandler, IncomingHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message, Connection connection)
        throws SQLException {
      write(connection, message);
      return HandleOutcome.handled();
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      attempts.add(message);
      return HandleOutcome.handled();
    }
  }
}
