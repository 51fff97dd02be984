package org.messagingagent.plugin.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.messagingagent.plugin.testkit.context.HandlerConnectionContract;

final class HandlerConnectionTest implements HandlerConnectionContract {

  private Connection real;
  private HandlerConnection given;

  @BeforeEach
  void connect() throws SQLException {
    real = DriverManager.getConnection("jdbc:sqlite::memory:");
    real.setAutoCommit(false);
    given = new HandlerConnection(real);
  }

  @AfterEach
  void disconnect() throws SQLException {
    real.close();
  }

  @Override
  public Connection connection() {
    return given.connection();
  }

  @Override
  public void end() {
    given.end();
  }
}
