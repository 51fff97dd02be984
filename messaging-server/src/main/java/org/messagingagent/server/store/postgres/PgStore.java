package org.messagingagent.server.store.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.TicketStore;
import org.messagingagent.server.store.TransactionStore;
import org.messagingagent.server.store.UserStore;
import org.messagingagent.server.store.ValueStore;
import org.messagingagent.server.store.engine.GroupCommit;
import org.messagingagent.server.store.engine.SqlAuditStore;
import org.messagingagent.server.store.engine.SqlOutboxStore;
import org.messagingagent.server.store.engine.SqlTicketStore;
import org.messagingagent.server.store.engine.SqlUserStore;
import org.messagingagent.server.store.engine.SqlValueStore;
import org.messagingagent.server.store.engine.WriteCommand;

/**
 * The store of several servers: a schema in a PostgreSQL database. Safe for use by many threads.
 */
public final class PgStore implements Store {

  private final PgConnections connections;
  private final PgPool pool;
  private final PgEpoch epoch;
  private final PgNotifier notifier;
  private final PgListener listener;
  private final GroupCommit commits;
  private final PgInboxStore inbox;
  private final PgTransactions transactions;
  private final SqlOutboxStore outbox;
  private final SqlUserStore users;
  private final SqlTicketStore tickets;
  private final SqlValueStore values;
  private final SqlAuditStore audit;
  private final PgCluster cluster;
  private final PgHealth health = new PgHealth(this::ask);
  private final AtomicBoolean probing = new AtomicBoolean();

  private PgStore(
      PgConnections connections,
      PgEpoch epoch,
      PgNotifier notifier,
      PgWriter writer,
      StoreLimits limits) {
    this.connections = connections;
    this.epoch = epoch;
    this.notifier = notifier;
    pool = new PgPool(connections);
    commits =
        new GroupCommit("messaging-store", writer, limits.waitingWrites(), limits.waitingBytes());
    PgHostNews hostNews = new PgHostNews(commits);
    listener = new PgListener(connections, epoch, hostNews);
    transactions = new PgTransactions(connections, pool, hostNews);
    inbox = new PgInboxStore(pool, commits, writer, listener, epoch);
    outbox = new SqlOutboxStore(pool, commits, PgDialect.INSTANCE, () -> pool.read(PgCounts::all));
    users = new SqlUserStore(pool, commits);
    tickets = new SqlTicketStore(pool, commits);
    values = new SqlValueStore(pool, commits, PgDialect.INSTANCE, limits.values());
    audit = new SqlAuditStore(pool, commits);
    cluster =
        new PgCluster(
            connections::openWriter,
            PgNews.channel(connections.schema()),
            new StoreEpoch(epoch, this::barrier),
            number -> PgConnections.applicationName(connections.schema(), number),
            this::settleLost);
    listener.onClusterChange(cluster::changed);
    epoch.onLost(cluster::changed);
  }

  /**
   * Connects, and brings the tables up to date or checks them.
   *
   * @param config names a PostgreSQL database
   * @throws StoreException where the database cannot be used; the message says why, and the way out
   */
  public static PgStore open(StoreConfig config, StoreLimits limits) {
    return open(new PgConnections(config), limits);
  }

  /**
   * As the other method, with connections that are lent.
   *
   * @param config as {@link LentConnections#describe} has it
   */
  public static PgStore open(StoreConfig config, LentConnections lender, StoreLimits limits) {
    return open(new PgConnections(config, Optional.of(lender)), limits);
  }

  private static PgStore open(PgConnections connections, StoreLimits limits) {
    requireNonNull(limits, "limits is null");
    PgEpoch epoch = new PgEpoch();
    PgNotifier notifier = new PgNotifier(connections);
    PgWriter writer;
    try {
      PgTables.ensure(connections);
      writer = new PgWriter(connections, epoch, notifier, limits);
    } catch (SQLException e) {
      throw connections.errors().explain(e);
    }
    PgStore store = new PgStore(connections, epoch, notifier, writer, limits);
    store.start();
    return store;
  }

  @Override
  public InboxStore inbox() {
    return inbox;
  }

  @Override
  public OutboxStore outbox() {
    return outbox;
  }

  @Override
  public UserStore users() {
    return users;
  }

  @Override
  public TicketStore tickets() {
    return tickets;
  }

  @Override
  public ValueStore values() {
    return values;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public ClusterStore cluster() {
    return cluster;
  }

  @Override
  public Optional<TransactionStore> transactions() {
    return Optional.of(transactions);
  }

  @Override
  public Optional<String> problem() {
    Optional<String> problem = commits.problem();
    if (problem.isPresent()) {
      probe();
      return problem;
    }
    return health.problem();
  }

  private Optional<String> ask() {
    try {
      return pool.read(
          statements -> {
            try (ResultSet row = statements.prepare("SELECT 1").executeQuery()) {
              return row.next() ? Optional.empty() : Optional.of("The database does not answer");
            }
          });
    } catch (StoreException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public void close() {
    transactions.close();
    listener.close();
    commits.close();
    cluster.close();
    notifier.close();
    pool.close();
  }

  PgConnections connections() {
    return connections;
  }

  PgPool pool() {
    return pool;
  }

  PgEpoch epoch() {
    return epoch;
  }

  PgNotifier notifier() {
    return notifier;
  }

  PgListener listener() {
    return listener;
  }

  @Override
  public GroupCommit commits() {
    return commits;
  }

  /**
   * Waits for the batch under way, and makes sure that there is an open epoch. What this node gives
   * up before is not decided upon by it after this.
   *
   * @return the epoch
   * @throws StoreException where the database takes no writes
   */
  long barrier() {
    GroupCommit.await(commits.submit(new WriteCommand.Probe()));
    return epoch.current();
  }

  private void settleLost(String description) {
    GroupCommit.await(commits.submit(new WriteCommand.SettleInFlight(description, Instant.now())));
  }

  private void start() {
    commits.start();
    notifier.start();
    listener.start();
  }

  /** Where nobody writes, because the server is not healthy, only this finds out that it is. */
  private void probe() {
    if (probing.compareAndSet(false, true)) {
      commits.submit(new WriteCommand.Probe()).whenComplete((done, failure) -> probing.set(false));
    }
  }
}
