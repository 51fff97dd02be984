package org.messagingagent.server.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.server.prove.NodeStart;
import org.messagingagent.server.prove.ProvePlugin;
import org.messagingagent.server.prove.StoreCounts;

/** The nodes of a proof: this program once more, with settings made from the operator's. */
final class ProveNodes implements NodeStart {

  static final String USER = "prove";

  /** Small, and quick to start: most of what a node does in a proof is to start. */
  private static final List<String> JVM = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private static final String STORE_URL = "messaging.store.url";
  private static final String STORE_SCHEMA = "messaging.store.schema";
  private static final String NODE_NAME = "messaging.node.name";
  private static final String NODE_LEASE = "messaging.node.lease";

  /** What is the operator's own, as it is to be proven with it. All else is the proof's. */
  private static final List<String> KEPT =
      List.of("messaging.store.", NODE_LEASE, "messaging.dispatch.");

  /** The lease of nodes where nothing is said of it. */
  private static final Duration LEASE = Duration.ofSeconds(9);

  private static final String ENVIRONMENT = "MESSAGING_";

  /** No server uses it by itself. */
  static final String SCHEMA = "messaging_prove";

  private final Map<String, String> settings = new TreeMap<>();
  private final Optional<ProveDatabase> database;
  private final Path data;
  private final Duration lease;
  private final AtomicInteger starts = new AtomicInteger();

  /**
   * @param operator the settings as the operator has them
   * @param directory of the proof; the nodes' data goes below it
   * @param password of the user that the nodes make
   */
  ProveNodes(SettingValues operator, Path directory, String password) {
    for (Setting<?> setting : Settings.ALL) {
      if (KEPT.stream().anyMatch(setting.key()::startsWith)) {
        operator.written(setting).ifPresent(value -> settings.put(setting.key(), value.text()));
      }
    }
    database = Optional.ofNullable(settings.get(STORE_URL)).flatMap(ProveDatabase::parse);
    database.ifPresent(postgres -> settings.put(STORE_SCHEMA, SCHEMA));
    lease =
        declared(NODE_LEASE)
            .flatMap(operator::find)
            .map(value -> value instanceof Duration time ? time : LEASE)
            .orElse(LEASE);
    data = directory.resolve("data");
    set(Settings.DATA_DIR, data.toString());
    set(HttpSettings.HOST, "127.0.0.1");
    set(HttpSettings.PORT, "0");
    set(PluginsSettings.DIR, directory.resolve("no-plugins").toString());
    set(PluginsSettings.BUILT_IN, "false");
    set(BootstrapSettings.USER, USER);
    set(BootstrapSettings.PASSWORD, password);
    // A message that the proof fails once must not hold its session up for long, nor end dead.
    set(DispatchSettings.FIRST_RETRY, "200ms");
    set(DispatchSettings.LONGEST_RETRY, "2s");
    set(DispatchSettings.MAX_ATTEMPTS, "100");
  }

  private void set(Setting<?> setting, String value) {
    settings.put(setting.key(), value);
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
    of(number, databasePort).forEach((setting, value) -> put(builder, setting, value));
    return builder;
  }

  private static void put(ProcessBuilder builder, String key, String value) {
    declared(key).ifPresent(setting -> builder.environment().put(setting.variable(), value));
  }

  /** A node's own settings. Its name is new each time: the one before may have its lease still. */
  private Map<String, String> of(int number, OptionalInt databasePort) {
    Map<String, String> own = new TreeMap<>(settings);
    if (database.isPresent()) {
      own.put(Settings.DATA_DIR.key(), data.resolve("node-" + number).toString());
      own.put(NODE_NAME, "prove-%d-%d".formatted(number, starts.incrementAndGet()));
      databasePort.ifPresent(port -> own.put(STORE_URL, database.get().through(port)));
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

  private static Optional<Setting<?>> declared(String key) {
    return Settings.ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .<Setting<?>>map(setting -> setting)
        .findFirst();
  }

  /** What the store of the nodes has, while none of them runs. */
  StoreCounts counts(Launcher launcher) {
    SettingsReader.Result read = SettingsReader.read(settings, Map.of(), Optional.empty());
    try (Launcher.Offline store = launcher.open(read.server())) {
      long[] byState = new long[3];
      store.administration().counts().stream()
          .filter(count -> count.direction().equals("incoming"))
          .filter(count -> count.plugin().equals(ProvePlugin.NAME))
          .forEach(count -> byState[place(count.state())] += count.count());
      return new StoreCounts(byState[0], byState[1], byState[2]);
    }
  }

  private static int place(String state) {
    return switch (state) {
      case "waiting" -> 0;
      case "handled" -> 1;
      default -> 2;
    };
  }
}
