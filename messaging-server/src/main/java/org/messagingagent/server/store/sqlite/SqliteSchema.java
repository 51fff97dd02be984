package org.messagingagent.server.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.messagingagent.server.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables to the version that this server knows: numbered scripts, each applied once, in
 * a transaction with its number. SQLite keeps the number in the file's header, where reading it
 * costs nothing; a migration tool took a third of a second of every start to find out the same.
 */
final class SqliteSchema {

  /** The scripts are {@code 1.sql} up to this one; one that was released never changes. */
  static final int VERSION = 3;

  /** "MsAg": marks the file as ours. */
  static final int APPLICATION_ID = 0x4d734167;

  private static final Logger log = LoggerFactory.getLogger(SqliteSchema.class);

  private SqliteSchema() {}

  /**
   * Applies the scripts that are missing.
   *
   * @param connection not in auto-commit mode
   * @throws StoreException where a newer server has changed the tables, or the file is another
   *     program's
   */
  static void migrate(Connection connection, SqliteFile file) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    refuseForeign(connection, version, file);
    if (version > VERSION) {
      throw new StoreException(
          "The database %s has version %d, this server knows versions up to %d; use the newer"
                  .formatted(file.path(), version, VERSION)
              + " server that wrote it, or restore a backup");
    }
    if (version > 0 && version < VERSION) {
      log.info("Bringing {} from version {} to {}", file.path(), version, VERSION);
    }
    while (version < VERSION) {
      version++;
      apply(version, connection);
    }
    connection.commit();
  }

  private static void refuseForeign(Connection connection, int version, SqliteFile file)
      throws SQLException {
    boolean ours = number(connection, "PRAGMA application_id") == APPLICATION_ID;
    boolean fresh = version == 0 && number(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0;
    if (!ours && !fresh) {
      throw SqliteFile.foreign(file.path());
    }
  }

  private static void apply(int version, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(script(version));
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
      statement.executeUpdate("PRAGMA user_version = " + version);
    }
    connection.commit();
  }

  private static String script(int version) {
    String name = version + ".sql";
    try (InputStream in = SqliteSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new StoreException("The server's JAR lacks its script %s".formatted(name));
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new StoreException("The server's JAR lacks its script %s".formatted(name), e);
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }
}
