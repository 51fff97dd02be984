package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** PostgreSQL beside SQLite, and three nodes beside one. */
@Command(
    name = "postgres",
    mixinStandardHelpOptions = true,
    description =
        "CreateMessage at full load on PostgreSQL, in turn with SQLite; then what one node and"
            + " three nodes handle.")
final class PostgresAcceptBenchmark implements Callable<Integer> {

  private static final Duration DRAIN = Duration.ofMinutes(3);
  private static final int BYTES = 1_600;

  @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds before each server's first round. Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--server-jvm", description = "An option of the servers' Java; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("postgres");
    Report report = Report.of("PostgreSQL beside SQLite", work);
    report.condition(
        "load",
        "%d keep-alive connections, closed loop, CreateMessage of %,d bytes with a ticket, handled"
                .formatted(connections, BYTES)
            + " by discard; then by a counting plugin");
    report.condition(
        "durations",
        "warm-up %d s each, then %d rounds of %d s in turn; medians"
            .formatted(warmup, rounds, seconds));
    try (PostgresServer postgres = new PostgresServer(work)) {
      postgres.describe(report);
      besideSqlite(report, work, postgres);
      double one = handled(report, work, postgres, 1);
      double three = handled(report, work, postgres, 3);
      report.row("three nodes to one, on the same cores", Report.ratio(three / one));
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void besideSqlite(Report report, Path work, PostgresServer postgres) throws Exception {
    try (ServerProcess sqlite = Bench.server(work.resolve("sqlite"), jvmOptions).start();
        ServerProcess ours = postgres.server(work.resolve("single"), "single", jvmOptions).start();
        LoadClient sqliteClient = new LoadClient(sqlite.address(), connections);
        LoadClient client = new LoadClient(ours.address(), connections)) {
      RequestTemplate sqliteRequest = request(sqlite.address(), Bench.logOn(sqlite), "discard");
      RequestTemplate request = request(ours.address(), Bench.logOn(ours), "discard");
      sqliteClient.run(sqliteRequest, Duration.ofSeconds(warmup)).requireClean();
      client.run(request, Duration.ofSeconds(warmup)).requireClean();
      List<Measured> onSqlite = new ArrayList<>();
      List<Measured> onPostgres = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        onSqlite.add(Measured.of(sqliteClient, sqliteRequest, Duration.ofSeconds(seconds), sqlite));
        onPostgres.add(Measured.of(client, request, Duration.ofSeconds(seconds), ours));
        System.out.printf(
            "  round %d: SQLite %s, PostgreSQL %s%n",
            round,
            Report.perSecond(onSqlite.get(round - 1).result().perSecond()),
            Report.perSecond(onPostgres.get(round - 1).result().perSecond()));
      }
      double sqlitePerSecond = median(onSqlite, m -> m.result().perSecond());
      double perSecond = median(onPostgres, m -> m.result().perSecond());
      report.row("accepted on SQLite", Report.perSecond(sqlitePerSecond));
      report.row("accepted on PostgreSQL", Report.perSecond(perSecond));
      report.row("PostgreSQL to SQLite", Report.ratio(perSecond / sqlitePerSecond), "≥ 0.8");
      report.row(
          "server CPU a message, SQLite",
          Report.micros(median(onSqlite, Measured::serverMicrosPerRequest)));
      report.row(
          "server CPU a message, PostgreSQL (without the database's)",
          Report.micros(median(onPostgres, Measured::serverMicrosPerRequest)));
      report.row("p50, PostgreSQL", Report.millis(median(onPostgres, m -> m.result().millis(50))));
      report.row("p99, PostgreSQL", Report.millis(median(onPostgres, m -> m.result().millis(99))));
      report.row("exit status at SIGTERM", Integer.toString(ours.terminate()), "0");
    }
  }

  /** What this many nodes handle while they accept as much as they can. */
  private double handled(Report report, Path work, PostgresServer postgres, int nodes)
      throws Exception {
    List<ServerProcess> servers = new ArrayList<>();
    List<MappedByteBuffer> counters = new ArrayList<>();
    try {
      for (int node = 1; node <= nodes; node++) {
        Path directory = Files.createDirectories(work.resolve(nodes + "-nodes-" + node));
        ServerSetup setup = postgres.server(directory, "nodes" + nodes, jvmOptions);
        setup.with("MESSAGING_NODE_NAME", "node-" + node);
        BenchPlugins.COUNTER.installIn(setup.pluginsDirectory());
        servers.add(setup.start());
        counters.add(BenchPlugins.COUNTER.shared(directory));
      }
      load(servers, Duration.ofSeconds(warmup));
      List<Double> perSecond = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        long before = sum(counters);
        long start = System.nanoTime();
        load(servers, Duration.ofSeconds(seconds));
        perSecond.add((sum(counters) - before) * 1e9 / (System.nanoTime() - start));
      }
      double median = Report.median(perSecond);
      String what = nodes == 1 ? "handled with one node" : "handled with %d nodes".formatted(nodes);
      report.row(what + ", under accepting load", Report.perSecond(median), "≥ 5,000/s");
      long accepted = postgres.number("SELECT count(*) FROM nodes" + nodes + ".incoming_message");
      servers.get(0).await("all are handled", DRAIN, () -> sum(counters) >= accepted);
      report.row(what + ", in the end", Report.count(sum(counters)), "= " + Report.count(accepted));
      return median;
    } finally {
      PostgresServer.closeAll(servers);
    }
  }

  private void load(List<ServerProcess> servers, Duration duration) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(servers.size());
    try {
      List<Future<LoadClient.Result>> runs = new ArrayList<>();
      for (ServerProcess server : servers) {
        RequestTemplate request = request(server.address(), Bench.logOn(server), "counter");
        runs.add(threads.submit(() -> run(server, request, duration, servers.size())));
      }
      for (Future<LoadClient.Result> run : runs) {
        run.get().requireClean();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private LoadClient.Result run(
      ServerProcess server, RequestTemplate request, Duration duration, int nodes)
      throws IOException {
    try (LoadClient client = new LoadClient(server.address(), Math.max(1, connections / nodes))) {
      return client.run(request, duration);
    }
  }

  private static RequestTemplate request(URI server, String ticket, String plugin) {
    return Bench.createMessage(server, ticket, plugin, "", BYTES);
  }

  private static long sum(List<MappedByteBuffer> counters) {
    return counters.stream().mapToLong(counter -> counter.getLong(0)).sum();
  }

  private static double median(
      List<Measured> rounds, java.util.function.ToDoubleFunction<Measured> figure) {
    return Report.median(rounds.stream().map(figure::applyAsDouble).toList());
  }
}
