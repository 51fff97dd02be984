package org.messagingagent.server.store.copy;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import org.messagingagent.server.store.StoreConfig;

/** Where a store is. */
public sealed interface StoreAddress {

  /**
   * What an operator wrote: a JDBC URL of PostgreSQL, or the path of a data directory.
   *
   * @param settings the server's, of which the schema holds, and whether its tables are made
   * @param user of PostgreSQL, where the URL names none
   * @param password of PostgreSQL; empty: as the driver finds it, such as in {@code .pgpass}
   * @throws IllegalArgumentException where it is a URL of another database
   */
  static StoreAddress parse(
      String text, StoreConfig settings, Optional<String> user, Optional<String> password) {
    if (text.startsWith("jdbc:postgresql:")) {
      return new Postgres(
          StoreConfig.postgres(text, user.orElse(""), password.orElse(""))
              .withSchema(settings.schema())
              .withMigrate(settings.migrate()));
    }
    if (text.startsWith("jdbc:") || text.isBlank()) {
      throw new IllegalArgumentException(
          "A store is the path of a data directory or an address such as"
              + " jdbc:postgresql://host/database, was '%s'".formatted(StoreConfig.masked(text)));
    }
    return new Sqlite(Path.of(text));
  }

  /** A data directory. */
  record Sqlite(Path directory) implements StoreAddress {

    public Sqlite {
      requireNonNull(directory, "directory is null");
    }
  }

  /** A schema in a database of PostgreSQL. */
  record Postgres(StoreConfig config) implements StoreAddress {

    public Postgres {
      requireNonNull(config, "config is null");
    }
  }
}
