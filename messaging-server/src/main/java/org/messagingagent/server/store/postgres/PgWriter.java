package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
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
import org.messagingagent.server.store.engine.Statements;
import org.messagingagent.server.store.engine.WriteCommand;
import org.messagingagent.server.store.engine.WriteContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of this process that writes batches. Commands of a kind that comes in numbers
 * are applied together, in statements for many rows; the others follow, one after the other. For
 * the writer thread alone, but for the listener.
 */
final class PgWriter implements GroupCommit.Database, WriteCommand.Applier, WriteContext {

  private static final Logger log = LoggerFactory.getLogger(PgWriter.class);

  private static final String OUTGOING_IDS =
      "SELECT nextval('outgoing_id') FROM generate_series(1, ?)";

  private final PgConnections connections;
  private final PgEpoch epoch;
  private final PgFence fence;
  private final PgNearby nearby;
  private final PgCounts counts = new PgCounts();
  private final PgNotifier notifier;
  private final PgIncoming incoming;
  private final Outgoing outgoing;
  private final Accounts accounts;
  private final PluginValues values;
  private final AuditRows audit;
  private final LostAnswer lostAnswer;
  private final List<StoredIncoming> ready = new ArrayList<>();
  private final Map<String, Partitions> elsewhere = new HashMap<>();
  private volatile Consumer<List<StoredIncoming>> listener = messages -> {};

  /** As it was when the batch began: what is decided by it must not change before the commit. */
  private Map<String, Partitions> owned = Map.of();

  private Statements statements;

  /** Connects, and takes an epoch. */
  PgWriter(PgConnections connections, PgEpoch epoch, PgNotifier notifier, StoreLimits limits)
      throws SQLException {
    this.connections = connections;
    this.epoch = epoch;
    this.notifier = notifier;
    fence = new PgFence(epoch, connections.schema());
    nearby = new PgNearby(epoch);
    PgRequestKeys requestKeys = new PgRequestKeys(this);
    incoming = new PgIncoming(this, requestKeys);
    Dialect dialect = PgDialect.INSTANCE;
    outgoing = new Outgoing(this, dialect, requestKeys, limits.earlyReports());
    accounts = new Accounts(this, dialect);
    values = new PluginValues(this, dialect, limits.values());
    audit = new AuditRows(this, dialect);
    lostAnswer = new LostAnswer(fence, this::connect);
    statements = connect();
    try {
      if (CopyMark.isSet(statements.connection())) {
        throw new StoreException(
            "The database %s is a copy that was not finished; begin again with 'store copy --restart'"
                .formatted(connections.errors().where()));
      }
      fence.pass(0, statements);
      statements.connection().commit();
    } catch (SQLException | RuntimeException e) {
      statements.close();
      throw e;
    }
  }

  void onReady(Consumer<List<StoredIncoming>> newListener) {
    listener = newListener;
  }

  @Override
  public void begin() throws SQLException {
    if (statements == null) {
      statements = connect();
    }
  }

  @Override
  public List<Object> apply(List<WriteCommand<?>> commands) throws SQLException {
    Batched batched = new Batched(commands);
    fence.pass(batched.count(WriteCommand.Accept.class), statements);
    owned = epoch.ownedUnder(fence.epoch());
    // Before anything locks rows, so that no two nodes wait for each other.
    outgoing.lock(PgOutgoing.externalIds(commands));
    incoming.apply(batched);
    PgOutgoing.apply(batched, outgoing);
    return batched.oneByOne(command -> command.applyTo(this));
  }

  @Override
  public void commit() throws SQLException {
    try {
      counts.storeAndCommit(fence.epoch(), statements);
    } catch (SQLException e) {
      if (!PgErrors.isDisconnection(e)) {
        throw e;
      }
      closeConnection();
      statements = lostAnswer.resolve(e);
    }
    counts.commit();
  }

  @Override
  public void rollback() {
    ready.clear();
    elsewhere.clear();
    counts.rollback();
    nearby.forget();
    if (statements == null) {
      return;
    }
    try {
      statements.connection().rollback();
    } catch (SQLException e) {
      log.debug("A rollback failed; the database is connected anew", e);
      closeConnection();
    }
  }

  @Override
  public void afterCommit() {
    if (!elsewhere.isEmpty()) {
      notifier.wake(Map.copyOf(elsewhere));
      elsewhere.clear();
    }
    if (!ready.isEmpty()) {
      List<StoredIncoming> messages = List.copyOf(ready);
      ready.clear();
      try {
        listener.accept(messages);
      } catch (RuntimeException e) {
        log.error("The listener for messages that are ready failed", e);
      }
    }
  }

  @Override
  public boolean isOutage(Throwable failure) {
    return PgErrors.isOutage(failure);
  }

  @Override
  public boolean mayRepeat(Throwable failure) {
    return PgErrors.isContention(failure) || PgErrors.isDisconnection(failure);
  }

  @Override
  public boolean mayBeCommitted(Throwable failure) {
    return PgErrors.isUnanswered(failure);
  }

  @Override
  public StoreException explain(Throwable failure) {
    return connections.errors().explain(failure);
  }

  @Override
  public void close() {
    if (statements == null) {
      return;
    }
    try {
      fence.close(statements);
    } catch (SQLException e) {
      log.debug("The epoch could not be closed", e);
    }
    closeConnection();
  }

  @Override
  public Statements statements() {
    return statements;
  }

  @Override
  public void count(CountKey key, long difference) {
    counts.add(key, difference);
  }

  void count(String plugin, MessageState state, long difference) {
    counts.add(new CountKey(CountKey.INCOMING, plugin, state.code()), difference);
  }

  @Override
  public long number(CountKey key) throws SQLException {
    return counts.number(key, statements);
  }

  @Override
  public boolean reaches(long number, CountKey key) throws SQLException {
    return counts.reaches(number, key, statements);
  }

  @Override
  public long epoch() {
    return fence.epoch();
  }

  PgNearby nearby() {
    return nearby;
  }

  long nextIncomingId() {
    return fence.nextId();
  }

  @Override
  public List<Integer> nextOutgoingIds(int ids) throws SQLException {
    PreparedStatement select = statements.prepare(OUTGOING_IDS);
    select.setInt(1, ids);
    List<Integer> taken = new ArrayList<>(ids);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        taken.add(row.getInt(1));
      }
    }
    return taken;
  }

  /** Whether this node decides whose turn it is in the sessions of this partition. */
  boolean owns(String plugin, int partition) {
    return owned(plugin).contains(partition);
  }

  /** The partitions of which this holds. */
  Partitions owned(String plugin) {
    return owned.getOrDefault(plugin, Partitions.NONE);
  }

  /** To be told, once this is committed: to the listener here, or to the node that owns it. */
  void becameReady(StoredIncoming message) {
    if (owns(message.plugin(), message.partition())) {
      ready.add(message);
    } else {
      elsewhere.merge(message.plugin(), Partitions.only(message.partition()), Partitions::plus);
    }
  }

  /** The newest outgoing messages of the sessions that these answer; they are Replied now. */
  List<OptionalInt> replied(List<NewIncoming> messages) throws SQLException {
    return outgoing.replied(
        messages.stream()
            .map(
                message ->
                    new Outgoing.Reply(
                        message.parentPlugin(), message.sessionKey(), message.receivedAt()))
            .toList());
  }

  private Statements connect() throws SQLException {
    Connection connection = connections.openWriter();
    try {
      fence.name(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    return new Statements(connection);
  }

  private void closeConnection() {
    try {
      statements.close();
    } catch (SQLException e) {
      log.debug("A connection could not be closed", e);
    }
    statements = null;
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

  /** Each batch changes the row of the epoch. */
  @Override
  public boolean probe() {
    return true;
  }
}
