package org.messagingagent.server.store.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.StoreException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** The database file: how it is opened, and what its failures mean. */
final class SqliteFile {

  static final String NAME = "messaging.db";

  private static final String MAGIC = "SQLite format 3\0";
  private static final int BUSY_MILLIS = 10_000;
  private static final int WRITER_CACHE_KIB = 16 << 10;
  private static final int READER_CACHE_KIB = 2 << 10;

  private static final Set<SQLiteErrorCode> OUTAGES =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_NOTADB,
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_PROTOCOL);

  private final Path path;
  private final Object identity;

  private SqliteFile(Path path) {
    this.path = path;
    this.identity = identityOf(path);
  }

  /** The database of a data directory, made empty where there is none. */
  static SqliteFile in(DataDirectory directory) {
    Path path = directory.path().resolve(NAME);
    if (Files.exists(path)) {
      check(path);
    } else {
      refuseLeftOverJournal(path);
      directory.createFile(NAME);
    }
    return new SqliteFile(path);
  }

  /** A database that is there. */
  static SqliteFile at(Path path) {
    check(path);
    return new SqliteFile(path);
  }

  Path path() {
    return path;
  }

  /**
   * Throws where the file that was opened is not at its place any more. SQLite goes on writing to a
   * file that was deleted, and all of that would be gone with the process.
   */
  void checkInPlace() {
    if (!identity.equals(identityOf(path))) {
      throw new StoreException(
          "The database %s was deleted or replaced while the server runs; nothing is taken any more:"
                  .formatted(path)
              + " put it back, or stop the server and restore a backup");
    }
  }

  /**
   * A connection that is told to sync every commit to disk; what it says of itself is checked. In
   * auto-commit mode.
   */
  Connection openWriter() throws SQLException {
    SQLiteConfig config = baseConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setCacheSize(-WRITER_CACHE_KIB);
    Connection connection = config.createConnection(url());
    try {
      require(connection, "journal_mode", "wal");
      require(connection, "synchronous", "2");
      execute(connection, "PRAGMA wal_autocheckpoint = " + SqliteCheckpoint.AUTO_PAGES);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection openReader() throws SQLException {
    SQLiteConfig config = baseConfig();
    config.setReadOnly(true);
    config.setCacheSize(-READER_CACHE_KIB);
    return config.createConnection(url());
  }

  boolean isOutage(Throwable failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return failure instanceof SQLException;
    }
    SQLiteErrorCode code = primary(sqlite.getResultCode());
    return OUTAGES.contains(code) || code.name().startsWith("SQLITE_IOERR");
  }

  /** The failure in words for an operator. */
  StoreException explain(Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    if (!(failure instanceof SQLiteException sqlite)) {
      return new StoreException("The database %s failed: %s".formatted(path, failure), failure);
    }
    SQLiteErrorCode code = primary(sqlite.getResultCode());
    String meaning =
        switch (code) {
          case SQLITE_FULL -> "the disk is full; make room, the server goes on by itself";
          case SQLITE_CORRUPT -> "the file is damaged; stop the server and restore a backup";
          case SQLITE_NOTADB -> "the file is no database; stop the server and restore a backup";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
              "the file cannot be written; check its owner and permissions";
          case SQLITE_IOERR -> "the disk reports an error; check the disk";
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds the file; end it";
          default -> "it refused the statement";
        };
    return new StoreException(
        "The database %s failed, %s (%s)".formatted(path, meaning, sqlite.getResultCode()),
        failure);
  }

  private static Object identityOf(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key; // the file system knows none
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String url() {
    return "jdbc:sqlite:" + path;
  }

  private static SQLiteConfig baseConfig() {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setGetGeneratedKeys(false);
    return config;
  }

  private void require(Connection connection, String pragma, String wanted) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
      String actual = row.next() ? row.getString(1) : "nothing";
      if (!wanted.equalsIgnoreCase(actual)) {
        throw new StoreException(
            "The database %s cannot keep its promise: %s is %s instead of %s; a local disk is needed"
                .formatted(path, pragma, actual, wanted));
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }

  private static void check(Path path) {
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(MAGIC.length());
    } catch (IOException e) {
      throw new StoreException(
          "The database %s cannot be read; check its owner and permissions".formatted(path), e);
    }
    if (start.length == 0) {
      throw new StoreException(
          "The database %s is empty; restore a backup, or delete it where nothing was stored yet"
              .formatted(path));
    }
    if (!new String(start, US_ASCII).equals(MAGIC)) {
      throw new StoreException(
          "The file %s is damaged or no database; restore a backup".formatted(path));
    }
  }

  /** A journal without its database: somebody took the database away, and starting hides that. */
  private static void refuseLeftOverJournal(Path path) {
    Path journal = path.resolveSibling(NAME + "-wal");
    if (Files.exists(journal)) {
      throw new StoreException(
          "The database %s is missing, but its journal %s is there; restore both, or delete it"
              .formatted(path, journal.getFileName()));
    }
  }
}
