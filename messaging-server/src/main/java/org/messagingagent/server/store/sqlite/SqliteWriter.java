package org.messagingagent.server.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.engine.Accounts;
import org.messagingagent.server.store.engine.AuditRows;
import org.messagingagent.server.store.engine.CopyMark;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.Dialect;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.IncomingWrites;
import org.messagingagent.server.store.engine.Outgoing;
import org.messagingagent.server.store.engine.PluginValues;
import org.messagingagent.server.store.engine.RequestKeys;
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.Tally;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.store.engine.WriteContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes, and what is kept in memory beside it. For the writer thread
 * alone, but for the tallies and the listener.
 */
final class SqliteWriter implements GroupCommit.Database, WriteCommand.Applier, WriteContext {

  private static final Logger log = LoggerFactory.getLogger(SqliteWriter.class);

  private static final String COUNTS =
      "SELECT direction, plugin, kind, messages FROM message_count";
  private static final String COUNT =
      "INSERT INTO message_count (direction, plugin, kind, messages) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (direction, plugin, kind) DO UPDATE"
          + " SET messages = messages + excluded.messages";
  private static final String PROBE =
      "UPDATE id_sequence SET next_id = next_id WHERE name = 'incoming'";

  private static final long CHECK_NANOS = 1_000_000_000L;

  private final SqliteFile file;
  private final Tally<CountKey> counts = new Tally<>();
  private final IdSequence incomingIds = new IdSequence("incoming", Long.MAX_VALUE / 2);
  private final IdSequence outgoingIds = new IdSequence("outgoing", Integer.MAX_VALUE);
  private final SqliteIncoming incoming;
  private final Outgoing outgoing;
  private final Accounts accounts;
  private final PluginValues values;
  private final AuditRows audit;
  private final List<StoredIncoming> ready = new ArrayList<>();
  private volatile Consumer<List<StoredIncoming>> listener = messages -> {};
  private final SqliteCheckpoint checkpoint;
  private Statements statements;
  private long checkAt = System.nanoTime();
  private long bytes;
  private boolean markedInUse;

  /** Connects, brings the tables up to date, and reads what is kept in memory. */
  SqliteWriter(SqliteFile file, StoreLimits limits) throws SQLException {
    this.file = file;
    checkpoint = new SqliteCheckpoint(file);
    Dialect dialect = SqliteDialect.INSTANCE;
    RequestKeys requestKeys = new SqliteRequestKeys(this);
    outgoing = new Outgoing(this, dialect, requestKeys, limits.earlyReports());
    incoming = new SqliteIncoming(this, outgoing, requestKeys);
    accounts = new Accounts(this, dialect);
    values = new PluginValues(this, dialect, limits.values());
    audit = new AuditRows(this, dialect);
    statements = connect();
    try {
      SqliteSchema.migrate(statements.connection(), file);
      if (CopyMark.isSet(statements.connection())) {
        throw new StoreException(
            "The database %s is a copy that was not finished; begin again with 'store copy --restart'"
                .formatted(file.path()));
      }
      incomingIds.load(statements);
      outgoingIds.load(statements);
      loadCounts();
      probe(); // a write, so that there is a journal that the marker can speak of
      statements.connection().commit();
      markInUse();
    } catch (SQLException | RuntimeException e) {
      statements.close();
      throw e;
    }
    checkpoint.start();
  }

  void onReady(Consumer<List<StoredIncoming>> newListener) {
    listener = newListener;
  }

  Map<CountKey, Long> counts() {
    return counts.snapshot();
  }

  @Override
  public void begin() throws SQLException {
    long now = System.nanoTime();
    if (now - checkAt >= 0) {
      file.checkInPlace();
      checkAt = now + CHECK_NANOS;
    }
    if (statements == null) {
      statements = connect();
    }
  }

  @Override
  public List<Object> apply(List<WriteCommand<?>> commands) throws SQLException {
    List<Object> results = new ArrayList<>(commands.size());
    bytes = 0;
    for (WriteCommand<?> command : commands) {
      bytes += command.size();
      results.add(command.applyTo(this));
    }
    return results;
  }

  @Override
  public void commit() throws SQLException {
    storeCounts();
    statements.connection().commit();
    markInUse();
    counts.commit();
    incomingIds.commit();
    outgoingIds.commit();
  }

  @Override
  public void rollback() {
    ready.clear();
    counts.rollback();
    incomingIds.rollback();
    outgoingIds.rollback();
    if (statements == null) {
      return;
    }
    try {
      statements.connection().rollback();
    } catch (SQLException e) {
      log.debug("A rollback failed; the database is opened anew", e);
      closeConnection();
    }
  }

  @Override
  public void afterCommit() {
    if (!ready.isEmpty()) {
      List<StoredIncoming> messages = List.copyOf(ready);
      ready.clear();
      try {
        listener.accept(messages);
      } catch (RuntimeException e) {
        log.error("The listener for messages that are ready failed", e);
      }
    }
    try {
      checkpoint.committed(bytes, statements.connection());
    } catch (StoreException e) {
      closeConnection(); // whether it has a transaction open is not known
      throw e;
    }
  }

  @Override
  public boolean isOutage(Throwable failure) {
    return file.isOutage(failure);
  }

  @Override
  public boolean mayBeCommitted(Throwable failure) {
    return file.mayBeCommitted(failure);
  }

  @Override
  public StoreException explain(Throwable failure) {
    return file.explain(failure);
  }

  @Override
  public void close() {
    file.marker().closing();
    checkpoint.close();
    if (statements != null) {
      settleIds();
      closeConnection();
    }
    file.marker().closed();
  }

  private void settleIds() {
    try {
      incomingIds.settle(statements);
      outgoingIds.settle(statements);
      statements.connection().commit();
    } catch (SQLException e) {
      log.warn("Some ids will be left out: {}", file.explain(e).getMessage());
    }
  }

  @Override
  public Statements statements() {
    return statements;
  }

  long nextIncomingId() throws SQLException {
    return incomingIds.take(1, statements);
  }

  @Override
  public List<Integer> nextOutgoingIds(int ids) throws SQLException {
    int first = Math.toIntExact(outgoingIds.take(ids, statements));
    return IntStream.range(0, ids).mapToObj(i -> first + i).toList();
  }

  @Override
  public void count(CountKey key, long difference) {
    counts.add(key, difference);
  }

  @Override
  public long number(CountKey key) {
    return counts.inTransaction(key);
  }

  @Override
  public boolean reaches(long number, CountKey key) {
    return number(key) >= number;
  }

  @Override
  public long epoch() {
    return SqliteInboxStore.EPOCH;
  }

  /** To be told to the listener once this is committed. */
  void becameReady(StoredIncoming message) {
    ready.add(message);
  }

  /** From here on a transaction is always open: the driver starts the next one with the commit. */
  private Statements connect() throws SQLException {
    Connection connection = file.openWriter();
    try {
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new Statements(connection);
  }

  /** Of a new connection, once the journal has what it committed. */
  private void markInUse() {
    if (!markedInUse) {
      markedInUse = true;
      file.marker().inUse();
    }
  }

  private void closeConnection() {
    file.marker().closing(); // the last connection to close deletes the journal
    markedInUse = false;
    try {
      statements.close();
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
    statements = null;
  }

  private void loadCounts() throws SQLException {
    try (ResultSet row = statements.prepare(COUNTS).executeQuery()) {
      while (row.next()) {
        counts.seed(
            new CountKey(row.getString(1), row.getString(2), row.getInt(3)), row.getLong(4));
      }
    }
  }

  private void storeCounts() throws SQLException {
    for (Map.Entry<CountKey, Long> change : counts.changes().entrySet()) {
      if (change.getValue() != 0) {
        PreparedStatement count = statements.prepare(COUNT);
        count.setString(1, change.getKey().direction());
        count.setString(2, change.getKey().name());
        count.setInt(3, change.getKey().kind());
        count.setLong(4, change.getValue());
        count.executeUpdate();
      }
    }
  }

  @Override
  public IncomingWrites incoming() {
    return incoming;
  }

  @Override
  public Outgoing outgoing() {
    return outgoing;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public PluginValues values() {
    return values;
  }

  @Override
  public AuditRows audit() {
    return audit;
  }

  @Override
  public boolean probe() throws SQLException {
    statements.prepare(PROBE).executeUpdate();
    return true;
  }
}
