package org.messagingagent.server.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.OutboxStoreContract;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.ValueStoreContract;

/** A SQLite store in a directory of its own for each test. */
abstract class SqliteStoreFixture {

  @TempDir Path directory;
  private DataDirectory data;
  private SqliteStore store;

  @BeforeEach
  void open() {
    data = DataDirectory.open(directory);
    store =
        SqliteStore.open(
            data,
            new StoreLimits(
                4_096,
                32 << 20,
                OutboxStoreContract.EARLY_REPORTS,
                ValueStoreContract.MAX_ENTRIES));
  }

  @AfterEach
  void close() {
    store.close();
    data.close();
  }

  void reopen() {
    close();
    open();
  }

  public SqliteStore store() {
    return store;
  }
}
