package org.messagingagent.server.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.messagingagent.server.e2e.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Log-ons a second, and how other requests fare while the cores are busy hashing. */
@Command(
    name = "logon",
    mixinStandardHelpOptions = true,
    description = "Log-ons at full load, with other requests at a slow pace beside them.")
final class LogonBenchmark implements Callable<Integer> {

  private static final Duration PACE = Duration.ofMillis(20);

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "Connections that log on. Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  private record Others(Histogram getPlugins, Histogram createMessage) {}

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("logon");
    Report report = Report.of("Logging on", work);
    report.condition(
        "load",
        "%d connections log on without a pause; beside them GetPlugins and CreateMessage, one of each every %d ms"
            .formatted(connections, PACE.toMillis()));
    report.condition("durations", "warm-up %d s, then %d s".formatted(warmup, seconds));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ServerProcess server = Bench.server(work, List.of()).start();
        LoadClient client = new LoadClient(server.address(), connections)) {
      String ticket = Bench.logOn(server);
      RequestTemplate logOn = Bench.logOnRequest(server.address());
      others(threads, server, ticket, warmup);
      client.run(logOn, Duration.ofSeconds(Math.min(5, warmup)));
      Others idle = others(threads, server, ticket, seconds);

      Duration cpuBefore = server.cpu();
      Future<LoadClient.Result> logOns =
          threads.submit(() -> client.run(logOn, Duration.ofSeconds(seconds)));
      Others busy = others(threads, server, ticket, seconds);
      LoadClient.Result result = logOns.get();
      Duration cpu = server.cpu().minus(cpuBefore);
      onlyBusy(result);
      report.row("log-ons", Report.perSecond(result.perSecond()));
      report.row("log-ons refused as busy", Report.count(refused(result)));
      report.row(
          "server CPU a log-on, other requests included",
          Report.millis(cpu.toNanos() / 1e6 / Math.max(1, result.answers())));
      report.row("log-on, p50 / p99 / p99.9", Report.percentiles(result));
      compare(report, "GetPlugins", idle.getPlugins(), busy.getPlugins());
      compare(report, "CreateMessage", idle.createMessage(), busy.createMessage());
    } finally {
      threads.shutdownNow();
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private static Others others(
      ExecutorService threads, ServerProcess server, String ticket, int seconds) throws Exception {
    int count = (int) (seconds * 1_000 / PACE.toMillis());
    RequestTemplate getPlugins = Bench.getPlugins(server.address(), ticket);
    RequestTemplate createMessage =
        Bench.createMessage(server.address(), ticket, "discard", "", 1_600);
    Future<Histogram> plugins = threads.submit(() -> paced(server, getPlugins, count));
    Future<Histogram> messages = threads.submit(() -> paced(server, createMessage, count));
    return new Others(plugins.get(), messages.get());
  }

  private static Histogram paced(ServerProcess server, RequestTemplate request, int count)
      throws Exception {
    try (PacedClient client = new PacedClient(server.address())) {
      return client.run(request, PACE, count, 0, (number, sentAt, answeredAt) -> {});
    }
  }

  private static long refused(LoadClient.Result result) {
    return result.others().values().stream().mapToLong(Long::longValue).sum();
  }

  private static void onlyBusy(LoadClient.Result result) {
    if (!result.others().isEmpty() && !result.others().keySet().equals(Map.of(503, 0L).keySet())) {
      result.requireClean();
    }
  }

  private static void compare(Report report, String what, Histogram idle, Histogram busy) {
    report.row(
        what + " on an idle server, p50 / p99",
        Report.millis(idle.getValueAtPercentile(50) / 1e6)
            + " / "
            + Report.millis(idle.getValueAtPercentile(99) / 1e6));
    report.row(
        what + " during log-ons, p50 / p99",
        Report.millis(busy.getValueAtPercentile(50) / 1e6)
            + " / "
            + Report.millis(busy.getValueAtPercentile(99) / 1e6));
    report.row(
        what + " during log-ons, slowest", Report.millis(busy.getMaxValue() / 1e6), "< 100 ms");
  }
}
