package org.messagingagent.server.store;

import org.messagingagent.server.store.postgres.PgStore;
import org.messagingagent.server.store.sqlite.SqliteStore;

/** Opens the store that the configuration names. */
public final class Stores {

  private Stores() {}

  /**
   * Opens the database and brings its tables up to date. The directory stays the caller's, to be
   * closed after the store.
   *
   * @throws StoreException where it cannot be used; the message says why, and the way out
   */
  public static Store open(StoreConfig config, DataDirectory directory, StoreLimits limits) {
    return config.url().isPresent()
        ? PgStore.open(config, limits)
        : SqliteStore.open(directory, limits);
  }
}
