package org.messagingagent.server.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.prove.NodeStart;
import org.messagingagent.server.prove.ProvePlugin;
import org.messagingagent.server.prove.StoreCounts;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.postgres.PgTables;

/** The nodes of a proof: this program once more, with settings made from the operator's. */
final class ProveNodes implements NodeStart {

  static final String USER = "prove";

  /** Small, and quick to start: most of what a node does in a proof is to start. */
  private static final List<String> JVM = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  /** What is the operator's own, as it is to be proven with it. All else is the proof's. */
  private static final List<Setting<?>> KEPT =
      Stream.of(StoreSettings.ALL, List.of(NodeSettings.LEASE), DispatchSettings.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private static final String ENVIRONMENT = "MESSAGING_";

  /** No server uses it by itself. */
  static final String SCHEMA = "messaging_prove";

  private final Map<Setting<?>, String> settings = new HashMap<>();
  private final Optional<ProveDatabase> database;
  private final Path data;
  private final Duration lease;
  private final AtomicInteger starts = new AtomicInteger();

  /**
   * @param operator the settings as the operator has them
   * @param directory of the proof; the nodes' data goes below it
   * @param password of the user that the nodes make
   * @throws IllegalArgumentException where the database's address cannot be made out
   */
  ProveNodes(SettingValues operator, Path directory, String password) {
    for (Setting<?> setting : KEPT) {
      operator.written(setting).ifPresent(value -> settings.put(setting, value.text()));
    }
    database = operator.find(StoreSettings.URL).map(ProveNodes::database);
    database.ifPresent(postgres -> settings.put(StoreSettings.SCHEMA, SCHEMA));
    lease = operator.get(NodeSettings.LEASE);
    data = directory.resolve("data");
    settings.put(Settings.DATA_DIR, data.toString());
    settings.put(HttpSettings.HOST, "127.0.0.1");
    settings.put(HttpSettings.PORT, "0");
    settings.put(PluginsSettings.DIR, directory.resolve("no-plugins").toString());
    settings.put(PluginsSettings.BUILT_IN, "false");
    settings.put(BootstrapSettings.USER, USER);
    settings.put(BootstrapSettings.PASSWORD, password);
    // A message that the proof fails once must not hold its session up for long, nor end dead.
    settings.put(DispatchSettings.FIRST_RETRY, "200ms");
    settings.put(DispatchSettings.LONGEST_RETRY, "2s");
    settings.put(DispatchSettings.MAX_ATTEMPTS, "100");
  }

  private static ProveDatabase database(String url) {
    return ProveDatabase.parse(url)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The proof cannot make out the servers in %s, was '%s'; write it like jdbc:postgresql://host:5432/database"
                        .formatted(StoreSettings.URL.key(), StoreConfig.masked(url))));
  }

  @Override
  public ProcessBuilder prepare(int number, OptionalInt databasePort) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.add("prove-node");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith(ENVIRONMENT));
    of(number, databasePort)
        .forEach((setting, value) -> builder.environment().put(setting.variable(), value));
    return builder;
  }

  /** A node's own settings. Its name is new each time: the one before may have its lease still. */
  private Map<Setting<?>, String> of(int number, OptionalInt databasePort) {
    Map<Setting<?>, String> own = new HashMap<>(settings);
    if (database.isPresent()) {
      own.put(Settings.DATA_DIR, data.resolve("node-" + number).toString());
      own.put(NodeSettings.NAME, "prove-%d-%d".formatted(number, starts.incrementAndGet()));
      databasePort.ifPresent(port -> own.put(StoreSettings.URL, database.get().through(port)));
    }
    return own;
  }

  /** Where the database listens; none for SQLite. */
  List<InetSocketAddress> servers() {
    return database.map(ProveDatabase::servers).orElse(List.of());
  }

  boolean isPostgres() {
    return database.isPresent();
  }

  Duration lease() {
    return lease;
  }

  /** What the store of the nodes has, while none of them runs. */
  StoreCounts counts(Launcher launcher) {
    try (Launcher.Offline store = launcher.open(config())) {
      long[] byState = new long[3];
      store.administration().counts().stream()
          .filter(count -> count.direction().equals("incoming"))
          .filter(count -> count.plugin().equals(ProvePlugin.NAME))
          .forEach(count -> byState[kind(count.state())] += count.count());
      return new StoreCounts(byState[0], byState[1], byState[2]);
    }
  }

  /**
   * Deletes all messages of the proof, while none of the nodes runs: its schema, and the nodes'
   * directories.
   *
   * @throws org.messagingagent.server.store.StoreException where the schema cannot be dropped
   * @throws IOException where a file cannot be deleted
   */
  void deleteMessages() throws IOException {
    if (isPostgres()) {
      PgTables.drop(config().store());
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Where they are, for people. */
  String place() {
    return isPostgres() ? "the schema %s and %s".formatted(SCHEMA, data) : data.toString();
  }

  private ServerConfig config() {
    Map<String, String> written = new HashMap<>();
    settings.forEach((setting, value) -> written.put(setting.key(), value));
    return SettingsReader.read(written, Map.of(), Optional.empty()).server();
  }

  private static int kind(String state) {
    return switch (state) {
      case "waiting" -> 0;
      case "handled" -> 1;
      default -> 2;
    };
  }
}
