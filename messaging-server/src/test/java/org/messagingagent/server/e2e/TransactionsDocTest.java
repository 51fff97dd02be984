package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.plugin.testkit.TestTransaction;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;
import org.messagingagent.server.support.Await;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;
import org.postgresql.ds.PGSimpleDataSource;

/** The examples of {@code docs/transactions.md}: they stand here, and do what they say. */
@Timeout(120)
class TransactionsDocTest {

  @TempDir private Path directory;

  private final StoreConfig database = PostgresFixture.freshSchema();
  private final String host = database.schema() + "_host";
  private final DataSource dataSource = dataSource();

  private record Order(String id, String customer) {}

  @BeforeEach
  void createTables() {
    PostgresFixture.run(
        "CREATE SCHEMA " + host,
        "CREATE TABLE %s.orders (id TEXT)".formatted(host),
        "CREATE TABLE IF NOT EXISTS public.shipment (order_id TEXT)",
        "TRUNCATE public.shipment");
  }

  @AfterEach
  void drop() {
    PostgresFixture.drop(database);
    PostgresFixture.run("DROP SCHEMA %s CASCADE".formatted(host), "DROP TABLE public.shipment");
  }

  @Test
  void examplesOfThePageStandHere() throws IOException {
    DocExamples.standIn(getClass(), "transactions.md", 3);
  }

  @Test
  void orderIsCommittedWithItsMessageAndShippedOnce() throws Exception {
    Order order = new Order("order-4711", "customer-17");
    try (MessagingServer server =
        LocalServer.without(directory)
            .store(database)
            .plugin(new TestPlugin("orders", new OrdersHandler()))
            .start()) {
      place(server, order);
      place(server, order);
      Await.until("it is shipped", () -> shipped() > 0);
    }
    assertThat(shipped()).isEqualTo(1);
  }

  @Test
  void handlerIsTestedWithoutAServer() throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      HandleOutcome outcome =
          TestTransaction.handle(
              new OrdersHandler(), TestMessages.incoming("orders", 1, "order-17"), connection);
      assertThat(outcome).isEqualTo(HandleOutcome.handled());
      assertThat(shipped()).isEqualTo(1);
    }
  }

  private void place(MessagingServer server, Order order) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      insertOrder(connection, order);
      server.accept(
          connection,
          Caller.trusted("shop").withIdempotencyKey(order.id()),
          IncomingDraft.forPlugin("orders")
              .withContent(order.id())
              .withSessionKey(order.customer()));
      connection.commit();
    }
  }

  private void insertOrder(Connection connection, Order order) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO %s.orders (id) VALUES (?)".formatted(host))) {
      insert.setString(1, order.id());
      insert.executeUpdate();
    }
  }

  static final class OrdersHandler implements TransactionalHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message, Connection connection)
        throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO shipment (order_id) VALUES (?)")) {
        insert.setString(1, message.content());
        insert.executeUpdate();
      }
      return HandleOutcome.handled();
    }
  }

  private long shipped() throws SQLException {
    try (Connection connection = PostgresFixture.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM public.shipment")) {
      row.next();
      return row.getLong(1);
    }
  }

  private DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url().orElseThrow());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }
}
