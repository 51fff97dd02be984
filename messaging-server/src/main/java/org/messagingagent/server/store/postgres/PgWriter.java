package org.messagingagent.server.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.messagingagent.server.store.AuditStore.AuditRecord;
import org.messagingagent.server.store.InboxStore.Acceptance;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.OutboxStore.DeliveryReport;
import org.messagingagent.server.store.OutboxStore.NewOutgoing;
import org.messagingagent.server.store.OutboxStore.OutgoingStatus;
import org.messagingagent.server.store.OutboxStore.Purged;
import org.messagingagent.server.store.OutboxStore.Recording;
import org.messagingagent.server.store.OutboxStore.ReportResult;
import org.messagingagent.server.store.OutboxStore.Settlement;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.UserStore.User;
import org.messagingagent.server.store.ValueStore.PutResult;
import org.messagingagent.server.store.engine.Accounts;
import org.messagingagent.server.store.engine.AuditRows;
import org.messagingagent.server.store.engine.CopyMark;
import org.messagingagent.server.store.engine.CountKey;
import org.messagingagent.server.store.engine.Dialect;
import org.messagingagent.server.store.engine.GroupCommit;
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
  private final PgAccept accept;
  private final PgEnd end;
  private final PgOperator operator;
  private final PgPurge purge;
  private final Outgoing outgoing;
  private final Accounts accounts;
  private final PluginValues values;
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
    PgTurns turns = new PgTurns(this);
    accept = new PgAccept(this, requestKeys, turns);
    end = new PgEnd(this, turns);
    operator = new PgOperator(this, turns);
    Dialect dialect = PgDialect.INSTANCE;
    outgoing = new Outgoing(this, dialect, requestKeys, limits.earlyReports());
    accounts = new Accounts(this, dialect);
    values = new PluginValues(this, dialect, limits.values());
    purge = new PgPurge(this);
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
    batched.together(
        WriteCommand.Accept.class,
        accepts -> accept.accept(accepts.stream().map(WriteCommand.Accept::message).toList()));
    batched.together(WriteCommand.Finish.class, end::finish);
    batched.together(WriteCommand.Postpone.class, end::postpone);
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
    return owned.getOrDefault(plugin, Partitions.NONE).contains(partition);
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
  public Acceptance accept(NewIncoming message) throws SQLException {
    return accept.accept(List.of(message)).get(0);
  }

  @Override
  public boolean finish(WriteCommand.Finish command) throws SQLException {
    return end.finish(List.of(command)).get(0);
  }

  @Override
  public boolean postpone(WriteCommand.Postpone command) throws SQLException {
    return end.postpone(List.of(command)).get(0);
  }

  @Override
  public int park(WriteCommand.Park command) throws SQLException {
    return end.park(command);
  }

  @Override
  public Optional<Retried> retry(WriteCommand.Retry command) throws SQLException {
    return operator.retry(command);
  }

  @Override
  public Optional<MessageState> discard(WriteCommand.Discard command) throws SQLException {
    return operator.discard(command);
  }

  @Override
  public int purgeIncoming(WriteCommand.PurgeIncoming command) throws SQLException {
    return purge.messages(command);
  }

  @Override
  public int eraseContent(WriteCommand.EraseContent command) throws SQLException {
    return purge.content(command);
  }

  @Override
  public int purgeGatewayIds(WriteCommand.PurgeGatewayIds command) throws SQLException {
    return purge.gatewayIds(command);
  }

  @Override
  public Recording record(NewOutgoing request) throws SQLException {
    return outgoing.record(List.of(request)).get(0);
  }

  @Override
  public OutgoingStatus settle(Settlement settlement) throws SQLException {
    return outgoing.settle(List.of(settlement)).get(0);
  }

  @Override
  public ReportResult report(DeliveryReport report) throws SQLException {
    return outgoing.report(List.of(report)).get(0);
  }

  @Override
  public int settleInFlight(WriteCommand.SettleInFlight command) throws SQLException {
    return outgoing.settleInFlight(command);
  }

  @Override
  public int orphanReports(WriteCommand.OrphanReports command) throws SQLException {
    return outgoing.orphanReports(command);
  }

  @Override
  public Purged purgeOutgoing(WriteCommand.PurgeOutgoing command) throws SQLException {
    return outgoing.purge(command);
  }

  @Override
  public boolean addUser(User user) throws SQLException {
    return accounts.addUser(user);
  }

  @Override
  public boolean removeUser(String name) throws SQLException {
    return accounts.removeUser(name);
  }

  @Override
  public boolean changePassword(WriteCommand.ChangePassword command) throws SQLException {
    return accounts.changePassword(command);
  }

  @Override
  public boolean changeRoles(WriteCommand.ChangeRoles command) throws SQLException {
    return accounts.changeRoles(command);
  }

  @Override
  public boolean addTicket(WriteCommand.AddTicket command) throws SQLException {
    return accounts.addTicket(command);
  }

  @Override
  public boolean extendTicket(WriteCommand.ExtendTicket command) throws SQLException {
    return accounts.extendTicket(command);
  }

  @Override
  public int purgeTickets(WriteCommand.PurgeTickets command) throws SQLException {
    return accounts.purgeTickets(command);
  }

  @Override
  public PutResult putValue(WriteCommand.PutValue command) throws SQLException {
    return values.put(command);
  }

  @Override
  public boolean removeValue(WriteCommand.RemoveValue command) throws SQLException {
    return values.remove(command);
  }

  @Override
  public int purgeValues(WriteCommand.PurgeValues command) throws SQLException {
    return values.purge(command);
  }

  @Override
  public void addAudit(AuditRecord entry) throws SQLException {
    AuditRows.add(entry, statements);
  }

  @Override
  public int purgeAudit(WriteCommand.PurgeAudit command) throws SQLException {
    return AuditRows.purge(command.before(), command.limit(), statements);
  }

  /** Each batch changes the row of the epoch. */
  @Override
  public boolean probe() {
    return true;
  }
}
