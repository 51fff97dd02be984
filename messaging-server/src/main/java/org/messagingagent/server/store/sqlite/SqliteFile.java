package org.messagingagent.server.store.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
  private static final int HEADER = 100;
  private static final int PAGES_AT = 28;
  private static final int APPLICATION_ID_AT = 68;
  private static final int BUSY_MILLIS = 10_000;
  private static final int WRITER_CACHE_KIB = 16 << 10;
  private static final int READER_CACHE_KIB = 2 << 10;

  /** With so little room, an error of the disk means that there is none. */
  private static final long FULL_BYTES = 256 << 10;

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
  private final SqliteMarker marker;
  private final Object identity;
  private volatile Optional<String> damage = Optional.empty();

  private SqliteFile(Path path) {
    this.path = path;
    this.marker = new SqliteMarker(path.getParent());
    this.identity = identityOf(path);
  }

  /** The database of a data directory, made empty where there never was one. */
  static SqliteFile in(DataDirectory directory) {
    Path path = directory.path().resolve(NAME);
    SqliteMarker marker = new SqliteMarker(directory.path());
    SqliteMarker.State state = marker.read();
    if (Files.exists(path)) {
      check(path);
      checkJournal(path, state, marker);
    } else {
      refuseLeftOverJournal(path);
      refuseMissing(path, state, marker);
      directory.createFile(NAME);
    }
    directory.createFile(SqliteMarker.NAME);
    return new SqliteFile(path);
  }

  SqliteMarker marker() {
    return marker;
  }

  /** Where something was found to be damaged since the file was opened: what to do about it. */
  Optional<String> damage() {
    return damage;
  }

  /** A database that is there, to be read only. */
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
    Connection connection = connect(config);
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
    return connect(config);
  }

  boolean isOutage(Throwable failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return failure instanceof SQLException;
    }
    SQLiteErrorCode code = primary(sqlite.getResultCode());
    return OUTAGES.contains(code) || code.name().startsWith("SQLITE_IOERR");
  }

  /**
   * Whether a commit that failed so may be found after a restart: what was written to the journal
   * stays there where the disk failed after that. Otherwise SQLite takes it back.
   */
  boolean mayBeCommitted(Throwable failure) {
    return !(failure instanceof SQLiteException sqlite)
        || primary(sqlite.getResultCode()) == SQLiteErrorCode.SQLITE_IOERR && !isDiskFull();
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
          case SQLITE_NOTADB ->
              "the file is damaged or no database; stop the server and restore a backup";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
              "the file cannot be written; check its owner and permissions";
          case SQLITE_IOERR ->
              isDiskFull()
                  ? "the disk is full; make room, the server goes on by itself"
                  : "the disk reports an error; check the disk";
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds the file; end it";
          default -> "it refused the statement";
        };
    String message =
        "The database %s failed, %s (%s)".formatted(path, meaning, sqlite.getResultCode());
    if (code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB) {
      damage = Optional.of(message);
    }
    return new StoreException(message, failure);
  }

  private boolean isDiskFull() {
    try {
      return Files.getFileStore(path).getUsableSpace() < FULL_BYTES;
    } catch (IOException e) {
      return false;
    }
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

  /**
   * The driver starts a process, once, to ask which system it is on. The JDK's thread that waits
   * for the end of processes stays for a minute, and would keep an application that was undeployed
   * in memory as its context class loader.
   */
  private Connection connect(SQLiteConfig config) throws SQLException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      return config.createConnection(url());
    } finally {
      thread.setContextClassLoader(before);
    }
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
      start = in.readNBytes(HEADER);
    } catch (IOException e) {
      throw new StoreException(
          "The database %s cannot be read; check its owner and permissions".formatted(path), e);
    }
    if (start.length == 0) {
      throw new StoreException(
          "The database %s is empty; restore a backup, or delete it where nothing was stored yet"
              .formatted(path));
    }
    if (start.length < HEADER || !new String(start, 0, MAGIC.length(), US_ASCII).equals(MAGIC)) {
      throw new StoreException(
          "The file %s is damaged or no database; restore a backup".formatted(path));
    }
    // Before it is opened, which would change it. With a journal it is looked at again then.
    ByteBuffer header = ByteBuffer.wrap(start);
    if (header.getInt(APPLICATION_ID_AT) != SqliteSchema.APPLICATION_ID
        && header.getInt(PAGES_AT) > 1
        && !Files.exists(journalOf(path))) {
      throw foreign(path);
    }
  }

  /** Some other program's database. */
  static StoreException foreign(Path path) {
    return new StoreException(
        "The database %s was not written by this server; set another data directory"
            .formatted(path));
  }

  /** SQLite would start without the journal that it misses or cannot read, and say nothing. */
  private static void checkJournal(Path path, SqliteMarker.State state, SqliteMarker marker) {
    if (state != SqliteMarker.State.IN_USE && state != SqliteMarker.State.CLOSING) {
      return;
    }
    Path journal = journalOf(path);
    String wayOut =
        "; restore it or a backup, or delete %s to start with what is left"
            .formatted(marker.path().getFileName());
    try {
      boolean there = Files.exists(journal) && Files.size(journal) > 0;
      if (!there && state == SqliteMarker.State.IN_USE) {
        throw new StoreException(
            "The journal %s of the database is missing or empty, and holds what was acknowledged last"
                    .formatted(journal)
                + wayOut);
      }
      if (there && JournalCheck.isDamaged(journal)) {
        throw new StoreException(
            "The journal %s of the database is damaged, and what stands behind the damage was"
                    .formatted(journal)
                + " acknowledged"
                + wayOut);
      }
      // From here on SQLite copies and deletes it, also where this start fails for another reason.
      marker.closing();
    } catch (IOException e) {
      throw new StoreException(
          "The journal %s of the database cannot be read; check the disk, its owner and permissions"
              .formatted(journal),
          e);
    }
  }

  private static void refuseMissing(Path path, SqliteMarker.State state, SqliteMarker marker) {
    if (state != SqliteMarker.State.NONE) {
      throw new StoreException(
          "The database %s is missing, and there was one; restore it or a backup, or delete %s to"
                  .formatted(path, marker.path().getFileName())
              + " start with an empty one");
    }
  }

  private static Path journalOf(Path path) {
    return path.resolveSibling(NAME + "-wal");
  }

  /** A journal without its database: somebody took the database away, and starting hides that. */
  private static void refuseLeftOverJournal(Path path) {
    Path journal = journalOf(path);
    if (Files.exists(journal)) {
      throw new StoreException(
          "The database %s is missing, but its journal %s is there; restore both, or delete it"
              .formatted(path, journal.getFileName()));
    }
  }
}
