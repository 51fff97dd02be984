package org.messagingagent.server.e2e;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;

/**
 * A host with a server in it, until it is killed. Its threads insert an order and hand in a message
 * of it in one transaction each, of which some are rolled back; the handler writes a row a message,
 * and fails now and then after that.
 *
 * <p>Arguments: name, data directory, URL, user, password, schema, and whether it makes orders.
 */
final class ExactlyOnceNode {

  static final String PLUGIN = "orders";
  static final int SESSIONS = 5;

  private static final int HOST_THREADS = 3;
  private static final int LONGEST_MICROS = 20_000;

  private ExactlyOnceNode() {}

  /** How the host connects. */
  private record Database(String url, String user, String password, String schema) {

    Connection connect() throws SQLException {
      Connection connection = DriverManager.getConnection(url, user, password);
      connection.setAutoCommit(false);
      return connection;
    }
  }

  public static void main(String[] arguments) {
    Database database = new Database(arguments[2], arguments[3], arguments[4], arguments[5]);
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(Path.of(arguments[1]))
            .store(
                StoreConfig.postgres(database.url, database.user, database.password)
                    .withSchema(database.schema))
            .node(new NodeConfig(Optional.of(arguments[0]), Duration.ofSeconds(3), Duration.ZERO))
            .dispatch(
                new DispatchConfig(
                    100,
                    64L << 20,
                    1_000,
                    Duration.ofMillis(5),
                    Duration.ofMillis(50),
                    Optional.empty(),
                    Duration.ofSeconds(10)))
            .plugin(new TestPlugin(PLUGIN, List.of(), new Effects(database.schema)))
            .user(ServerSetup.USER, ServerSetup.PASSWORD)
            .port(0)
            .start();
    System.out.println("Node ready at " + server.address());
    if (Boolean.parseBoolean(arguments[6])) {
      for (int i = 0; i < HOST_THREADS; i++) {
        new Thread(() -> makeOrders(server, database), "host-" + i).start();
      }
    }
    while (true) {
      LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
    }
  }

  private static void makeOrders(MessagingServer server, Database database) {
    String insert = "INSERT INTO %s_host.orders (id) VALUES (?)".formatted(database.schema);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    try (Connection connection = database.connect();
        PreparedStatement order = connection.prepareStatement(insert)) {
      while (true) {
        String id = UUID.randomUUID().toString();
        order.setString(1, id);
        order.executeUpdate();
        String session = random.nextBoolean() ? "" : "session-" + random.nextInt(SESSIONS);
        server.accept(
            connection,
            Caller.trusted("orders").withIdempotencyKey(id),
            IncomingDraft.forPlugin(PLUGIN).withContent(id).withSessionKey(session));
        LockSupport.parkNanos(random.nextInt(LONGEST_MICROS) * 1_000L);
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes what has no key that would keep it from being written twice. */
  private record Effects(String schema) implements TransactionalHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message, Connection connection)
        throws SQLException {
      String insert = "INSERT INTO %s_host.effects (id) VALUES (?)".formatted(schema);
      try (PreparedStatement effect = connection.prepareStatement(insert)) {
        effect.setString(1, message.content());
        effect.executeUpdate();
      }
      ThreadLocalRandom random = ThreadLocalRandom.current();
      LockSupport.parkNanos(random.nextInt(LONGEST_MICROS) * 200L);
      return random.nextInt(20) == 0
          ? HandleOutcome.retry("now and then")
          : HandleOutcome.handled();
    }
  }
}
