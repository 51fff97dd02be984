package org.messagingagent.server.store;

import java.nio.file.Path;
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

  private static final class WithDirectory extends ForwardingStore {

    private final DataDirectory directory;

    WithDirectory(Store store, DataDirectory directory) {
      super(store);
      this.directory = directory;
    }

    @Override
    public void close() {
      super.close();
      directory.close();
    }
  }
}
