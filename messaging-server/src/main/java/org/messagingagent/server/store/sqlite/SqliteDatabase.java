package org.messagingagent.server.store.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.StoreException;

/** The database file of a data directory, for what works on it without a server. */
public final class SqliteDatabase {

  private SqliteDatabase() {}

  /** Where the file of a data directory is, or would be. */
  public static Path pathIn(Path directory) {
    return directory.toAbsolutePath().normalize().resolve(SqliteFile.NAME);
  }

  /**
   * A connection that reads and writes, not in auto-commit mode, with the tables brought up to
   * date.
   *
   * @param make whether to make the file where there is none
   * @throws StoreException where it is missing, damaged or was written by a newer server; the
   *     message names the file and the way out
   */
  public static Connection open(DataDirectory directory, boolean make) {
    if (!make) {
      requireFile(pathIn(directory.path()));
    }
    SqliteFile file = SqliteFile.in(directory);
    try {
      Connection connection = file.openWriter();
      try {
        connection.setAutoCommit(false);
        SqliteSchema.migrate(connection, file);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw file.explain(e);
    }
  }

  /**
   * A connection that only reads, in auto-commit mode; a server may be running on the file.
   *
   * @throws StoreException where it is missing or damaged
   */
  public static Connection openReader(Path directory) {
    Path path = pathIn(directory);
    requireFile(path);
    SqliteFile file = SqliteFile.at(path);
    try {
      return file.openReader();
    } catch (SQLException e) {
      throw file.explain(e);
    }
  }

  /** A failure of a connection to the file of this data directory, in words for an operator. */
  public static StoreException explain(Path directory, SQLException failure) {
    return SqliteFile.at(pathIn(directory)).explain(failure);
  }

  /** The version of the tables that this server knows. */
  public static int knownVersion() {
    return SqliteSchema.VERSION;
  }

  private static void requireFile(Path path) {
    if (!Files.exists(path)) {
      throw new StoreException(
          "There is no database %s; name the data directory of a server".formatted(path));
    }
  }
}
