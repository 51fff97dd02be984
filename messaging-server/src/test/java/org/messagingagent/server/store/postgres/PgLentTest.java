package org.messagingagent.server.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.server.store.Samples.NOW;
import static org.messagingagent.server.store.Samples.get;
import static org.messagingagent.server.store.Samples.message;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TransactionStore.Handling;
import org.messagingagent.server.store.TransactionStore.Handlings;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.sqlite.SQLiteDataSource;

/** A server on connections that the application lends it. */
@Timeout(60)
class PgLentTest {

  private static final String STATE =
      "SELECT current_setting(name) FROM unnest(ARRAY['search_path', 'application_name',"
          + " 'statement_timeout', 'lock_timeout', 'enable_seqscan', 'jit', 'synchronous_commit',"
          + " 'idle_in_transaction_session_timeout', 'client_min_messages', 'TimeZone']) AS name";

  @TempDir private Path directory;
  private final StoreConfig place = PostgresFixture.freshSchema();
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final HikariDataSource pool = pool();

  @AfterEach
  void close() {
    pool.close();
    PostgresFixture.drop(place);
  }

  @Test
  void connectionsComeBackAsTheyWere() throws Exception {
    List<String> before = states();
    for (int i = 0; i < 2; i++) {
      try (MessagingServer server = builder().dataSource(pool).start()) {
        server
            .agent()
            .createMessage(
                Caller.trusted("host"), IncomingDraft.forPlugin("sms").withContent("hello"));
        assertThat(handled.take()).isEqualTo("hello");
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isPositive();
      }
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
      assertThat(states()).isEqualTo(before);
    }
    assertThat(pool.isClosed()).isFalse();
    assertThat(held("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).isEqualTo("0");
  }

  @Test
  void connectionOfAHandlerThatIsLeftBehindComesBackAndIsUsedByNobody() throws Exception {
    LentConnections lender = new LentConnections(pool);
    StoreConfig config = lender.describe(StoreConfig.DEFAULTS.withSchema(place.schema()));
    try (PgStore store = PgStore.open(config, lender, StoreLimits.DEFAULTS)) {
      PgStoreFixture.own(store, "sms");
      get(store.inbox().accept(message("sms", "", "hello")));
      StoredIncoming message =
          store
              .inbox()
              .ready("sms", Partitions.ALL, NOW, id -> false, 1, Long.MAX_VALUE)
              .messages()
              .get(0);
      Handlings handlings =
          store.transactions().orElseThrow().handlings("sms", 1, Duration.ofSeconds(30));
      int before = pool.getHikariPoolMXBean().getActiveConnections();
      Handling handling = handlings.begin(message).orElseThrow();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(before + 1);
      handlings.close(); // as where a plugin is stopped whose call does not end
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(before);
      handling.close();
    }
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    assertThat(states()).as("all of them can be used").hasSize(12);
  }

  @Test
  void connectionThatWasGivenBackCanStillBeNamed() throws Exception {
    Connection connection = new LentConnections(pool).borrow(place.schema(), 30);
    connection.close();
    assertThat(connection.toString()).startsWith("lent ");
    assertThatThrownBy(connection::createStatement)
        .isInstanceOf(SQLException.class)
        .hasMessage("The connection was given back");
  }

  @Test
  void dataSourceThatIsClosedIsRefusedInWords() {
    pool.close();
    assertThatThrownBy(() -> builder().dataSource(pool).start())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("DataSource gives no connection")
        .hasMessageContaining("closed");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("messaging-"));
  }

  @Test
  void dataSourceOfAnotherDatabaseIsRefused() {
    SQLiteDataSource other = new SQLiteDataSource();
    other.setUrl("jdbc:sqlite::memory:");
    assertThatThrownBy(() -> builder().dataSource(other).start())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("SQLite")
        .hasMessageContaining("PostgreSQL");
  }

  @Test
  void poolThatHasNoneToLendIsNamedWithTheWayOut() {
    SQLException exhausted = new SQLException("request timed out after 3000ms (total=4)");
    assertThat(new PgErrors(place, true).explain(new SQLException("not available", exhausted)))
        .hasMessageStartingWith("The application's DataSource gives no connection to")
        .hasMessageContaining("timed out after 3000ms (total=4)")
        .hasMessageContaining("let its pool hold more");
  }

  @Test
  void addressAndDataSourceAreNotTakenTogether() {
    assertThatThrownBy(() -> builder().store(place).dataSource(pool).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of them");
  }

  private MessagingServerBuilder builder() {
    IncomingHandler handler =
        message -> {
          handled.add(message.content());
          return HandleOutcome.handled();
        };
    return MessagingServer.builder()
        .dataDirectory(directory.resolve("data"))
        .store(StoreConfig.DEFAULTS.withSchema(place.schema()))
        .noHttp()
        .plugin(new TestPlugin("sms", handler))
        .user("crm", "correct horse");
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(place.url().orElseThrow());
    config.setUsername(place.user());
    config.setPassword(place.password());
    config.setConnectionInitSql("SET TIME ZONE 'Asia/Tokyo'; SET statement_timeout TO '77s'");
    config.setMinimumIdle(12);
    config.setMaximumPoolSize(12);
    return new HikariDataSource(config);
  }

  /** How the sessions of the pool are, each of them looked at. */
  private List<String> states() throws SQLException {
    List<Connection> all = new ArrayList<>();
    List<String> states = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        Connection connection = pool.getConnection();
        all.add(connection);
        StringBuilder state = new StringBuilder();
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(STATE)) {
          while (rows.next()) {
            state.append(rows.getString(1)).append('|');
          }
        }
        try (Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery("SELECT count(*) FROM pg_listening_channels()")) {
          rows.next();
          state.append(rows.getString(1)).append(connection.getAutoCommit());
          state.append(connection.getNetworkTimeout());
        }
        states.add(state.toString());
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    return states;
  }

  private String held(String query) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
