package org.messagingagent.server.store.sqlite;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingagent.server.store.AuditStore;
import org.messagingagent.server.store.ClusterStore;
import org.messagingagent.server.store.CommitWatch;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.OutboxStore;
import org.messagingagent.server.store.Store;
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
 * The store of a single server: one SQLite file in the data directory. Every commit is synced to
 * disk. Safe for use by many threads.
 */
public final class SqliteStore implements Store {

  private final SqliteFile file;
  private final SqliteReaders readers;
  private final GroupCommit commits;
  private final SqliteWriter writer;
  private final SqliteInboxStore inbox;
  private final SqlOutboxStore outbox;
  private final SqlUserStore users;
  private final SqlTicketStore tickets;
  private final SqlValueStore values;
  private final SqlAuditStore audit;
  private final SqliteCluster cluster = new SqliteCluster();
  private final AtomicBoolean probing = new AtomicBoolean();

  private SqliteStore(
      SqliteFile file, GroupCommit commits, SqliteWriter writer, StoreLimits limits) {
    this.file = file;
    this.readers = new SqliteReaders(file);
    this.commits = commits;
    this.writer = writer;
    inbox = new SqliteInboxStore(readers, commits, writer);
    outbox = new SqlOutboxStore(readers, commits, SqliteDialect.INSTANCE, writer::counts);
    users = new SqlUserStore(readers, commits);
    tickets = new SqlTicketStore(readers, commits);
    values = new SqlValueStore(readers, commits, SqliteDialect.INSTANCE, limits.values());
    audit = new SqlAuditStore(readers, commits);
  }

  /**
   * Opens the database of a data directory, makes it where there is none, and brings its tables up
   * to date. The directory stays the caller's, to be closed after the store.
   *
   * @throws StoreException where it is damaged, was written by a newer server, or cannot be
   *     written; the message names the file and the way out
   */
  public static SqliteStore open(DataDirectory directory, StoreLimits limits) {
    requireNonNull(limits, "limits is null");
    SqliteFile file = SqliteFile.in(directory);
    SqliteWriter writer;
    try {
      writer = new SqliteWriter(file, limits);
    } catch (SQLException e) {
      throw file.explain(e);
    }
    GroupCommit commits =
        new GroupCommit("messaging-store", writer, limits.waitingWrites(), limits.waitingBytes());
    commits.start();
    return new SqliteStore(file, commits, writer, limits);
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
  public ClusterStore cluster() {
    return cluster;
  }

  /** For the store's thread alone. */
  SqliteWriter writer() {
    return writer;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  /** There are none: SQLite has one write transaction at a time, and that is the writer's. */
  @Override
  public Optional<TransactionStore> transactions() {
    return Optional.empty();
  }

  @Override
  public CommitWatch commits() {
    return commits;
  }

  @Override
  public Optional<String> problem() {
    if (file.damage().isPresent()) {
      return file.damage(); // what is written elsewhere in the file does not mend it
    }
    Optional<String> problem = commits.problem();
    if (problem.isPresent()) {
      probe();
      return problem;
    }
    try {
      return readers.read(
          statements -> {
            try (ResultSet row = statements.prepare("PRAGMA schema_version").executeQuery()) {
              return row.next() ? Optional.empty() : Optional.of("The database does not answer");
            }
          });
    } catch (StoreException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public void close() {
    // The last connection to close copies the journal into the file, and a reader cannot.
    readers.close();
    commits.close();
  }

  /** Where nobody writes, because the server is not healthy, only this finds out that it is. */
  private void probe() {
    if (probing.compareAndSet(false, true)) {
      commits.submit(new WriteCommand.Probe()).whenComplete((done, failure) -> probing.set(false));
    }
  }
}
