package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two nodes with little or nothing to do: how soon the other one knows, and what idling costs. */
@Command(
    name = "nodes",
    mixinStandardHelpOptions = true,
    description =
        "Two nodes on PostgreSQL: from CreateMessage on one to the handler on the other; then what"
            + " both cost when nothing comes.")
final class PostgresNodesBenchmark implements Callable<Integer> {

  @Mixin private PacedLoad load;

  @Option(
      names = "--idle",
      defaultValue = "60",
      description = "Seconds in which nothing comes. Default: ${DEFAULT-VALUE}")
  private int idle;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("nodes");
    Report report = Report.of("Two nodes on PostgreSQL, hardly loaded", work);
    report.condition(
        "load",
        load.describe()
            + ", each of a session of its own, to the first node; about half belong to the other");
    List<ServerProcess> servers = new ArrayList<>();
    try (PostgresServer postgres = new PostgresServer(work)) {
      postgres.describe(report);
      for (int node = 1; node <= 2; node++) {
        Path directory = Files.createDirectories(work.resolve("node-" + node));
        ServerSetup setup =
            postgres.server(directory, "nodes", List.of()).with("MESSAGING_NODE_NAME", "n" + node);
        BenchPlugins.STOPWATCH.installIn(setup.pluginsDirectory());
        servers.add(setup.start());
      }
      latency(report, work, servers);
      idle(report, postgres, servers);
    } finally {
      PostgresServer.closeAll(servers);
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void latency(Report report, Path work, List<ServerProcess> servers) throws IOException {
    PacedLoad.Sent sent = load.run(servers.get(0), "session-" + RequestTemplate.COUNTER);
    MappedByteBuffer here = BenchPlugins.STOPWATCH.shared(work.resolve("node-1"));
    MappedByteBuffer there = BenchPlugins.STOPWATCH.shared(work.resolve("node-2"));
    sent.awaitStarted(servers.get(0), here, there);
    Histogram onOther = new Histogram(3);
    Histogram onSame = new Histogram(3);
    for (int i = 0; i < sent.count(); i++) {
      long elsewhere = sent.startedAt(there, i);
      long started = elsewhere != 0 ? elsewhere : sent.startedAt(here, i);
      (elsewhere != 0 ? onOther : onSame).recordValue(Math.max(0, started - sent.sentAt()[i]));
    }
    percentiles(report, "request sent to handler start on the same node", onSame, "");
    percentiles(report, "request sent to handler start on the other node", onOther, "< 100 ms");
  }

  private void idle(Report report, PostgresServer postgres, List<ServerProcess> servers)
      throws Exception {
    // Threads and connections that the load needed are let go of first.
    servers.get(0).endsWithin(Duration.ofSeconds(Math.min(30, idle)));
    Duration cpuBefore = servers.get(0).cpu();
    String transactions =
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'";
    long before = postgres.number(transactions);
    long start = System.nanoTime();
    servers.get(0).endsWithin(Duration.ofSeconds(idle));
    double elapsed = (System.nanoTime() - start) / 1e9;
    double statements = (postgres.number(transactions) - before - 1) / elapsed / servers.size();
    double cpu = servers.get(0).cpu().minus(cpuBefore).toNanos() / 1e9 / elapsed;
    report.row(
        "idle: transactions of the database a second and node",
        "%.2f".formatted(statements),
        "< 2 statements");
    report.row("idle: share of a core, a node", "%.2f %%".formatted(100 * cpu), "< 1 %");
  }

  private static void percentiles(Report report, String what, Histogram histogram, String p99) {
    report.row(what + ", messages", Report.count(histogram.getTotalCount()));
    report.percentiles(what, histogram, p99);
  }
}
