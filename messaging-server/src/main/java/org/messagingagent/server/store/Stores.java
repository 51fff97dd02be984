package org.messagingagent.server.store;

import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.messagingagent.server.store.engine.DriverRegistration;
import org.messagingagent.server.store.postgres.LentConnections;
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

  /**
   * As the other method, on a PostgreSQL database to which the application gives connections.
   *
   * @param config as {@link #described} has it
   * @param lender stays the caller's, to be closed after the store
   */
  public static Store open(StoreConfig config, DataSource lender, StoreLimits limits) {
    return PgStore.open(config, new LentConnections(lender), limits);
  }

  /**
   * Watches over the JDK's list of database drivers; to be made before the first store is opened
   * and closed after it.
   */
  public static AutoCloseable drivers() {
    return new DriverRegistration(Set.of("org.sqlite.JDBC", "org.postgresql.Driver"));
  }

  /**
   * The configuration, with where the application's connections lead.
   *
   * @param config names no database itself
   * @param lender empty: the configuration stays as it is
   * @throws StoreException where there are none, or they lead elsewhere than to PostgreSQL
   * @throws IllegalArgumentException where the configuration names a database too
   */
  public static StoreConfig described(StoreConfig config, Optional<DataSource> lender) {
    return lender.map(source -> new LentConnections(source).describe(config)).orElse(config);
  }
}
