package org.messagingagent.plugin.testkit.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every connection keeps to that a transactional handler is given. */
public interface HandlerConnectionContract {

  /** The one that is tested: in a transaction, and the same throughout a test. */
  Connection connection();

  /** The call for which it was given ends. */
  void end();

  @Test
  default void refusesWhatEndsTheTransactionOrOutlivesIt() throws Exception {
    Connection connection = connection();
    refused(connection::commit, "commit()");
    refused(connection::rollback, "rollback()");
    refused(connection::close, "close()");
    refused(() -> connection.abort(Runnable::run), "abort()");
    refused(() -> connection.rollback(null), "rollback()");
    refused(() -> connection.setAutoCommit(true), "setAutoCommit()");
    refused(() -> connection.setReadOnly(true), "setReadOnly()");
    refused(
        () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
        "setTransactionIsolation()");
    refused(() -> connection.setCatalog("other"), "setCatalog()");
    refused(() -> connection.setSchema("other"), "setSchema()");
    refused(
        () -> connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT), "setHoldability()");
    refused(() -> connection.setNetworkTimeout(Runnable::run, 1), "setNetworkTimeout()");
    refused(() -> connection.setClientInfo("ApplicationName", "other"), "setClientInfo()");
    refused(() -> connection.setClientInfo(new Properties()), "setClientInfo()");
  }

  @Test
  default void nothingThatComesFromItLeadsToTheConnectionBehindIt() throws Exception {
    Connection connection = connection();
    try (Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(prepared.getConnection()).isSameAs(connection);
    }
    assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
    assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
  }

  @Test
  default void letsLibrariesSayWhatIsSoAnyway() throws Exception {
    Connection connection = connection();
    connection.setAutoCommit(false);
    connection.setReadOnly(false);
    assertThat(connection.getAutoCommit()).isFalse();
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  default void takesStatementsAndSavepoints() throws Exception {
    Connection connection = connection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE effect (id INTEGER)");
      statement.execute("INSERT INTO effect VALUES (1)");
      Savepoint savepoint = connection.setSavepoint();
      statement.execute("INSERT INTO effect VALUES (2)");
      connection.rollback(savepoint);
      try (ResultSet row = statement.executeQuery("SELECT id FROM effect")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(1);
        assertThat(row.next()).isFalse();
      }
    }
  }

  @Test
  default void failuresOfTheDatabaseComeAsTheyAre() throws Exception {
    try (Statement statement = connection().createStatement()) {
      assertThatThrownBy(() -> statement.execute("no such statement"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no");
    }
  }

  @Test
  default void isOfNoUseAfterTheCall() throws Exception {
    Connection connection = connection();
    end();
    assertThat(connection.isClosed()).isTrue();
    refused(connection::createStatement, "has ended");
    refused(connection::commit, "has ended");
    refused(() -> connection.setClientInfo("ApplicationName", "other"), "has ended");
  }

  @Test
  default void statementsThatWereKeptAreOfNoUseAfterTheCall() throws Exception {
    Connection connection = connection();
    Statement statement = connection.createStatement();
    PreparedStatement prepared = connection.prepareStatement("SELECT 1");
    end();
    refused(() -> statement.execute("SELECT 1"), "has ended");
    refused(prepared::executeQuery, "has ended");
    refused(statement::getConnection, "has ended");
    statement.close();
    prepared.close();
  }

  private static void refused(ThrowingCallable call, String part) {
    assertThatThrownBy(call).isInstanceOf(SQLException.class).hasMessageContaining(part);
  }
}
