package org.messagingagent.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.postgres.PgStore;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;

@Timeout(60)
class HostInboxTest {

  @TempDir private Path directory;

  @Test
  void serverWhoseOwnConnectionsFailSaysTryAgainAndLeavesTheTransactionAsItWas() throws Exception {
    StoreConfig database = PostgresFixture.freshSchema();
    IncomingHandler handler = message -> HandleOutcome.handled();
    try (PgStore store = PgStore.open(database, StoreLimits.DEFAULTS);
        PluginRegistry plugins = TestPlugin.install(directory, new TestPlugin("sms", handler));
        Connection host = PostgresFixture.connect()) {
      HostInbox inbox =
          new HostInbox(
              AgentConfig.DEFAULTS, new RunningPlugins(plugins), store, Clock.systemUTC());
      host.setAutoCommit(false);
      run(host, "CREATE TEMPORARY TABLE mine (id INTEGER)");
      store.close();
      assertThatThrownBy(
              () -> inbox.accept(host, Caller.trusted("host"), IncomingDraft.forPlugin("sms")))
          .isInstanceOfSatisfying(
              TryAgainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRY_AGAIN))
          .hasMessageStartingWith("The message was not stored");
      run(host, "INSERT INTO mine VALUES (1)");
      host.commit();
    } finally {
      PostgresFixture.drop(database);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
