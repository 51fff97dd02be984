package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the database server must be like. */
final class PgServer {

  private static final int OLDEST = 130_000;
  private static final Logger log = LoggerFactory.getLogger(PgServer.class);

  private PgServer() {}

  /**
   * Refuses a server that is too old, read-only, or would change texts; warns of one that loses
   * commits.
   */
  static void check(Connection connection, PgErrors errors) throws SQLException {
    checkVersion(
        Integer.parseInt(PgConnections.show(connection, "server_version_num")),
        PgConnections.show(connection, "server_version"),
        errors);
    if (isStandby(connection)) {
      throw new StoreException(
          "The database %s is a standby, which cannot be written; messaging.store.url must name the"
                  .formatted(errors.where())
              + " primary server");
    }
    if (!PgConnections.isOff(connection, "transaction_read_only")) {
      throw new StoreException(
          "The database %s is read-only for this user; ALTER ROLE or ALTER DATABASE may have set"
                  .formatted(errors.where())
              + " default_transaction_read_only, take it back");
    }
    String encoding = PgConnections.show(connection, "server_encoding");
    if (!encoding.equals("UTF8")) {
      throw new StoreException(
          "The database %s has the encoding %s, which cannot keep all texts; make one with UTF8"
              .formatted(errors.where(), encoding));
    }
    if (PgConnections.isOff(connection, "fsync")) {
      log.warn(
          "The database server of {} runs with fsync=off: messages are lost when its machine fails",
          errors.where());
    }
    if (PgConnections.isOff(connection, "synchronous_commit")) {
      log.warn(
          "The database {} has synchronous_commit=off; this server's own commits are kept all the"
              + " same",
          errors.where());
    }
  }

  /** Refuses one that is too old, by its number and what it calls itself. */
  static void checkVersion(int number, String name, PgErrors errors) {
    if (number < OLDEST) {
      throw new StoreException(
          "The database %s is PostgreSQL %s; this server needs 13 or later"
              .formatted(errors.where(), name));
    }
  }

  private static boolean isStandby(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
