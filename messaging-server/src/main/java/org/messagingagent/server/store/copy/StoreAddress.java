package org.messagingagent.server.store.copy;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/** Where a store is. */
public sealed interface StoreAddress {

  /**
   * What an operator wrote: a JDBC URL of PostgreSQL, or the path of a data directory.
   *
   * @param user of PostgreSQL, where the URL names none
   * @param password of PostgreSQL; empty: as the driver finds it, such as in {@code .pgpass}
   * @throws IllegalArgumentException where it is a URL of another database
   */
  static StoreAddress parse(String text, Optional<String> user, Optional<String> password) {
    if (text.startsWith("jdbc:postgresql:")) {
      return new Postgres(text, user, password);
    }
    if (text.startsWith("jdbc:") || text.isBlank()) {
      throw new IllegalArgumentException(
          "A store is the path of a data directory or an address such as"
              + " jdbc:postgresql://host/database, was '%s'".formatted(text));
    }
    return new Sqlite(Path.of(text));
  }

  /** A data directory. */
  record Sqlite(Path directory) implements StoreAddress {

    public Sqlite {
      requireNonNull(directory, "directory is null");
    }
  }

  /** A database of PostgreSQL. */
  record Postgres(String url, Optional<String> user, Optional<String> password)
      implements StoreAddress {

    public Postgres {
      requireNonNull(url, "url is null");
      requireNonNull(user, "user is null");
      requireNonNull(password, "password is null");
    }

    /** The address without its parameters, one of which may be a password. */
    public String withoutSecrets() {
      int parameters = url.indexOf('?');
      return parameters < 0 ? url : url.substring(0, parameters);
    }

    @Override
    public String toString() {
      return withoutSecrets();
    }
  }
}
