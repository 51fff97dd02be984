package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;

/**
 * What the server does around a {@link TransactionalHandler}, on a database of the test's: begins a
 * transaction, hands the message and a connection over that cannot end it, and commits where the
 * message is handled. Whether the server would have let it commit, as where another node has taken
 * the message over, is for tests with a server.
 *
 * <pre>{@code
 * try (TestPluginContext context = TestPluginContext.of(new OrdersPlugin(), directory);
 *     Connection connection = database.getConnection()) {
 *   TransactionalHandler handler = (TransactionalHandler) context.open();
 *   HandleOutcome outcome =
 *       TestTransaction.handle(handler, TestMessages.incoming("orders", 1, "4711"), connection);
 *   ...
 * }
 * }</pre>
 */
public final class TestTransaction {

  private TestTransaction() {}

  /**
   * Has a message handled in a transaction of its own.
   *
   * @param connection of the test's, which no transaction is open on; used for this call alone, and
   *     in auto-commit mode afterwards where it was before
   * @return what the handler answered; only where it is {@link HandleOutcome.Kind#HANDLED} the
   *     transaction was committed
   * @throws Exception what the handler threw; the transaction was rolled back
   */
  public static HandleOutcome handle(
      TransactionalHandler handler, IncomingMessage message, Connection connection)
      throws Exception {
    requireNonNull(handler, "handler is null");
    requireNonNull(message, "message is null");
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    HandlerConnection given = new HandlerConnection(connection);
    boolean committed = false;
    try {
      HandleOutcome outcome = handler.handle(message, given.connection());
      given.end();
      if (outcome != null && outcome.kind() == HandleOutcome.Kind.HANDLED) {
        connection.commit();
        committed = true;
      }
      return outcome;
    } finally {
      given.end();
      if (!committed) {
        connection.rollback();
      }
      connection.setAutoCommit(autoCommit);
    }
  }
}
