package org.messagingagent.server.store;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;
import static org.messagingagent.server.support.ConfigChecks.checkPositive;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where messages are kept.
 *
 * @param url of a PostgreSQL database, such as {@code jdbc:postgresql://db1,db2/messaging}, without
 *     user and password: where it names them, they are taken out of it. Empty: SQLite in the data
 *     directory
 * @param user empty: the one that the driver takes, which is the process's
 * @param password empty where none is needed
 * @param schema of the server's own, made where it does not exist; at most 40 lower-case letters,
 *     digits and {@code _}
 * @param poolSize how many connections read at a time, 1 to 100; there are four others
 * @param migrate whether the server makes and changes its tables; else it only checks them
 * @param connectTimeout how long one attempt to connect may take; 1 s to 10 min
 */
public record StoreConfig(
    Optional<String> url,
    String user,
    String password,
    String schema,
    int poolSize,
    boolean migrate,
    Duration connectTimeout) {

  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

  /** SQLite in the data directory. */
  public static final StoreConfig DEFAULTS =
      new StoreConfig(Optional.empty(), "", "", "messaging", 8, true, Duration.ofSeconds(10));

  public StoreConfig {
    requireNonNull(url, "url is null");
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
    requireNonNull(schema, "schema is null");
    requireNonNull(connectTimeout, "connectTimeout is null");
    if (url.isPresent()) {
      String given = url.get();
      check(
          given.startsWith(POSTGRESQL) && given.length() > POSTGRESQL.length(),
          "store.url must be like jdbc:postgresql://host/database, was %s; without it, messages are"
              + " kept in the data directory",
          masked(given));
      user = user.isEmpty() ? parameter(given, "user").orElse("") : user;
      password = password.isEmpty() ? parameter(given, "password").orElse("") : password;
      url = Optional.of(withoutLogin(given));
    } else {
      check(
          user.isEmpty() && password.isEmpty(),
          "store.user and store.password are for a database that store.url names; set it, or leave"
              + " them out");
    }
    check(
        SCHEMA.matcher(schema).matches() && !schema.startsWith("pg_"),
        "store.schema must be 1 to 40 lower-case letters, digits and _, and not begin with a digit"
            + " or pg_, was '%s'",
        schema);
    check(poolSize >= 1 && poolSize <= 100, "store.pool-size must be 1 to 100, was %s", poolSize);
    checkPositive("store.connect-timeout", connectTimeout);
    check(
        connectTimeout.compareTo(Duration.ofSeconds(1)) >= 0
            && connectTimeout.compareTo(Duration.ofMinutes(10)) <= 0,
        "store.connect-timeout must be 1s to 10m, was %s",
        connectTimeout);
  }

  /** A PostgreSQL database, with the defaults for the rest. */
  public static StoreConfig postgres(String url, String user, String password) {
    return new StoreConfig(
        Optional.of(url),
        user,
        password,
        DEFAULTS.schema,
        DEFAULTS.poolSize,
        DEFAULTS.migrate,
        DEFAULTS.connectTimeout);
  }

  /** The same with another schema. */
  public StoreConfig withSchema(String newSchema) {
    return new StoreConfig(url, user, password, newSchema, poolSize, migrate, connectTimeout);
  }

  /** The same, told whether to change tables. */
  public StoreConfig withMigrate(boolean newMigrate) {
    return new StoreConfig(url, user, password, schema, poolSize, newMigrate, connectTimeout);
  }

  /** The database, for people; empty for SQLite in the data directory. */
  public Optional<String> place() {
    return url.map(there -> "%s, schema %s".formatted(masked(there), schema));
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return url.map(there -> "StoreConfig[url=%s, schema=%s]".formatted(masked(there), schema))
        .orElse("StoreConfig[SQLite]");
  }

  private static Optional<String> parameter(String url, String name) {
    return parameters(url).stream()
        .filter(parameter -> nameOf(parameter).equals(name))
        .map(parameter -> parameter.substring(Math.min(parameter.length(), name.length() + 1)))
        .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
        .findFirst();
  }

  private static String withoutLogin(String url) {
    int query = url.indexOf('?');
    if (query < 0) {
      return url;
    }
    List<String> kept = new ArrayList<>(parameters(url));
    kept.removeIf(
        parameter -> nameOf(parameter).equals("user") || nameOf(parameter).equals("password"));
    String before = url.substring(0, query);
    return kept.isEmpty() ? before : before + "?" + String.join("&", kept);
  }

  private static List<String> parameters(String url) {
    int query = url.indexOf('?');
    return query < 0 ? List.of() : List.of(url.substring(query + 1).split("&"));
  }

  private static String nameOf(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }

  /** A URL without what could be a password, wherever it stands. */
  public static String masked(String url) {
    String shown = url.replaceAll("//[^/@]*@", "//***@");
    int query = shown.indexOf('?');
    if (query < 0) {
      return shown;
    }
    List<String> parameters = new ArrayList<>();
    for (String parameter : parameters(shown)) {
      String name = nameOf(parameter);
      boolean secret = name.toLowerCase(Locale.ROOT).contains("password");
      parameters.add(secret ? name + "=***" : parameter);
    }
    return shown.substring(0, query) + "?" + String.join("&", parameters);
  }
}
