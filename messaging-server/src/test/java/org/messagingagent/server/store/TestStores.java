package org.messagingagent.server.store;

import java.nio.file.Path;
import java.util.Optional;
import org.messagingagent.server.store.sqlite.SqliteStore;

/** Real stores for the tests of other packages. */
public final class TestStores {

  private TestStores() {}

  /** A store on SQLite that lets go of its directory when it is closed. */
  public static Store open(Path directory) {
    return open(directory, StoreLimits.DEFAULTS);
  }

  /** The same with limits. */
  public static Store open(Path directory, StoreLimits limits) {
    DataDirectory locked = DataDirectory.open(directory);
    try {
      return new WithDirectory(SqliteStore.open(locked, limits), locked);
    } catch (StoreException e) {
      locked.close();
      throw e;
    }
  }

  private record WithDirectory(Store store, DataDirectory directory) implements Store {

    @Override
    public InboxStore inbox() {
      return store.inbox();
    }

    @Override
    public OutboxStore outbox() {
      return store.outbox();
    }

    @Override
    public UserStore users() {
      return store.users();
    }

    @Override
    public TicketStore tickets() {
      return store.tickets();
    }

    @Override
    public ValueStore values() {
      return store.values();
    }

    @Override
    public ClusterStore cluster() {
      return store.cluster();
    }

    @Override
    public AuditStore audit() {
      return store.audit();
    }

    @Override
    public Optional<TransactionStore> transactions() {
      return store.transactions();
    }

    @Override
    public Optional<String> problem() {
      return store.problem();
    }

    @Override
    public void close() {
      store.close();
      directory.close();
    }
  }
}
