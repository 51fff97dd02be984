package org.messagingagent.server.benchmark;

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
import picocli.CommandLine.Option;

/** Two nodes with little or nothing to do: how soon the other one knows, and what idling costs. */
@Command(
    name = "nodes",
    mixinStandardHelpOptions = true,
    description =
        "Two nodes on PostgreSQL: from CreateMessage on one to the handler on the other; then what"
            + " both cost when nothing comes.")
final class PostgresNodesBenchmark implements Callable<Integer> {

  private static final int MOST = 90_000;

  @Option(
      names = "--interval",
      defaultValue = "20",
      description = "Milliseconds from one request to the next. Default: ${DEFAULT-VALUE}")
  private int interval;

  @Option(names = "--seconds", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds at the same pace before. Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(
      names = "--idle",
      defaultValue = "60",
      description = "Seconds in which nothing comes. Default: ${DEFAULT-VALUE}")
  private int idle;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("nodes");
    int before = warmup * 1_000 / interval;
    int count = seconds * 1_000 / interval;
    if (before + count > MOST) {
      System.err.printf("At most %,d requests, these were %,d%n", MOST, before + count);
      return 2;
    }
    Report report = Report.of("Two nodes on PostgreSQL, hardly loaded", work);
    report.condition(
        "load",
        "one request each %d ms to the first node, %,d requests after %d s of the same; about half"
                .formatted(interval, count, warmup)
            + " of them belong to the other node");
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
      latency(report, work, servers, before, count);
      idle(report, postgres, servers);
    } finally {
      PostgresServer.closeAll(servers);
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void latency(Report report, Path work, List<ServerProcess> servers, int before, int count)
      throws Exception {
    ServerProcess first = servers.get(0);
    try (PacedClient client = new PacedClient(first.address())) {
      RequestTemplate request =
          Bench.createMessage(first.address(), Bench.logOn(first), "stopwatch", "", 1_600);
      Duration pace = Duration.ofMillis(interval);
      client.run(request, pace, before, 0, (number, sentAt, answeredAt) -> {});
      long[] sent = new long[count];
      client.run(
          request,
          pace,
          count,
          before,
          (number, sentAt, answeredAt) -> sent[(int) number - before] = sentAt);
      MappedByteBuffer here = BenchPlugins.STOPWATCH.shared(work.resolve("node-1"));
      MappedByteBuffer there = BenchPlugins.STOPWATCH.shared(work.resolve("node-2"));
      first.await(
          "all are handled", Duration.ofSeconds(30), () -> allStarted(here, there, before, count));
      Histogram onOther = new Histogram(3);
      Histogram onSame = new Histogram(3);
      for (int i = 0; i < count; i++) {
        long elsewhere = there.getLong(8 * (before + i));
        if (elsewhere != 0) {
          onOther.recordValue(Math.max(0, elsewhere - sent[i]));
        } else {
          onSame.recordValue(Math.max(0, here.getLong(8 * (before + i)) - sent[i]));
        }
      }
      percentiles(report, "request sent to handler start on the same node", onSame, "");
      percentiles(report, "request sent to handler start on the other node", onOther, "< 100 ms");
    }
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

  private static boolean allStarted(
      MappedByteBuffer here, MappedByteBuffer there, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (here.getLong(8 * i) == 0 && there.getLong(8 * i) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void percentiles(Report report, String what, Histogram histogram, String p99) {
    report.row(what + ", messages", Report.count(histogram.getTotalCount()));
    report.row(what + ", p50", Report.millis(histogram.getValueAtPercentile(50) / 1e6));
    report.row(what + ", p99", Report.millis(histogram.getValueAtPercentile(99) / 1e6), p99);
    report.row(what + ", max", Report.millis(histogram.getMaxValue() / 1e6));
  }
}
