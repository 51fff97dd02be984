package org.messagingagent.server.e2e;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PostgresFixture;

/**
 * Where the servers of these tests keep their messages: in SQLite, or with {@code
 * -Dmessaging.test.store=postgres} in PostgreSQL, where each directory has a schema, so that a
 * restart in the same directory finds what was there.
 */
final class TestStore {

  private static final boolean POSTGRES =
      switch (System.getProperty("messaging.test.store", "sqlite")) {
        case "sqlite" -> false;
        case "postgres" -> true;
        default ->
            throw new IllegalArgumentException(
                "messaging.test.store must be sqlite or postgres, was "
                    + System.getProperty("messaging.test.store"));
      };

  private static final Map<Path, StoreConfig> SCHEMAS = new ConcurrentHashMap<>();

  private TestStore() {}

  /** The store of the server in this directory. */
  static StoreConfig of(Path directory) {
    return POSTGRES
        ? SCHEMAS.computeIfAbsent(
            directory.toAbsolutePath(), unused -> PostgresFixture.freshSchema())
        : StoreConfig.DEFAULTS;
  }

  /** Skips a test that is about SQLite's files, or the like. */
  static void assumeSqlite(String why) {
    assumeFalse(POSTGRES, why);
  }
}
