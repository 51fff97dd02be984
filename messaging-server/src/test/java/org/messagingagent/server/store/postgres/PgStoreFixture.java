package org.messagingagent.server.store.postgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.messagingagent.server.store.OutboxStoreContract;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.ValueStoreContract;

/** A store in a schema of its own for each test; its node owns all partitions of some plugins. */
abstract class PgStoreFixture {

  static final StoreLimits LIMITS =
      new StoreLimits(
          4_096, 32 << 20, OutboxStoreContract.EARLY_REPORTS, ValueStoreContract.MAX_ENTRIES);

  private StoreConfig config;
  private PgStore store;

  @BeforeEach
  void open() {
    config = PostgresFixture.freshSchema();
    store = PgStore.open(config, LIMITS);
    own(store, "sms", "mail", "crm");
    for (int i = 0; i < 10; i++) {
      own(store, "model" + i);
    }
  }

  @AfterEach
  void close() {
    store.close();
    PostgresFixture.drop(config);
  }

  StoreConfig config() {
    return config;
  }

  public PgStore store() {
    return store;
  }

  public long epoch() {
    return store.epoch().current();
  }

  /** As after a claim. */
  static void own(PgStore store, String... plugins) {
    for (String plugin : plugins) {
      store.epoch().own(store.epoch().current(), plugin, Partitions.ALL);
    }
  }
}
