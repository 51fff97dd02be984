package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.TransactionalHandler;

class TestTransactionTest {

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    execute(connection, "CREATE TABLE effect (id INTEGER)");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void whatIsHandledIsCommittedAndNothingElse() throws Exception {
    assertThat(handle(1, HandleOutcome.handled())).isEqualTo(HandleOutcome.handled());
    assertThat(handle(2, HandleOutcome.retry("later")).kind()).isEqualTo(HandleOutcome.Kind.RETRY);
    assertThat(handle(3, HandleOutcome.rejected("no")).kind())
        .isEqualTo(HandleOutcome.Kind.REJECTED);
    assertThat(handle(4, null)).isNull();
    assertThat(effects()).containsExactly(1);
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void nothingStaysOfAHandlerThatThrowsOrEndsTheTransaction() throws Exception {
    assertThatThrownBy(
            () ->
                handle(
                    (message, given) -> {
                      execute(given, "INSERT INTO effect VALUES (1)");
                      throw new IllegalStateException("away");
                    }))
        .hasMessage("away");
    assertThatThrownBy(
            () ->
                handle(
                    (message, given) -> {
                      execute(given, "INSERT INTO effect VALUES (2)");
                      given.commit();
                      return HandleOutcome.handled();
                    }))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("commit() is not for the handler");
    assertThat(effects()).isEmpty();
  }

  private HandleOutcome handle(int id, HandleOutcome outcome) throws Exception {
    return handle(
        (message, given) -> {
          execute(given, "INSERT INTO effect VALUES (%d)".formatted(id));
          return outcome;
        });
  }

  private HandleOutcome handle(TransactionalHandler handler) throws Exception {
    IncomingMessage message = TestMessages.incoming("orders", 1, "content");
    return TestTransaction.handle(handler, message, connection);
  }

  private List<Integer> effects() throws SQLException {
    List<Integer> effects = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM effect")) {
      while (row.next()) {
        effects.add(row.getInt(1));
      }
    }
    return effects;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
