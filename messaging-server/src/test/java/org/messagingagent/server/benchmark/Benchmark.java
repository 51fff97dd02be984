package org.messagingagent.server.benchmark;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the packaged server from outside, as a caller sees it. Everything runs on this machine,
 * for a limited time, and cleans up behind itself.
 */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Measures messaging-server.jar; see docs/performance.md.",
    subcommands = {
      ClientBenchmark.class,
      AcceptBenchmark.class,
      LatencyBenchmark.class,
      BacklogBenchmark.class,
      LogonBenchmark.class,
      SendBenchmark.class,
      PluginsBenchmark.class,
      SmppBenchmark.class,
      SmtpBenchmark.class,
      PostgresAcceptBenchmark.class,
      PostgresNodesBenchmark.class,
      PostgresJobsBenchmark.class,
      PostgresClaimBenchmark.class,
      YearBenchmark.class,
      StartStopBenchmark.class,
      Benchmark.All.class
    })
public final class Benchmark {

  private Benchmark() {}

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Benchmark());
    command.setUsageHelpAutoWidth(true);
    int status = args.length == 0 ? command.execute("--help") : command.execute(args);
    System.exit(status);
  }

  /** One after the other, with the durations that docs/performance.md uses. */
  @Command(
      name = "all",
      mixinStandardHelpOptions = true,
      description = "Runs all benchmarks with their defaults; takes about 55 minutes.")
  static final class All implements Callable<Integer> {

    @Option(
        names = "--quick",
        description = "A few seconds each: shows that everything runs; the figures mean nothing.")
    private boolean quick;

    @Override
    public Integer call() {
      List<List<String>> runs =
          quick
              ? List.of(
                  List.of("client", "--seconds=3"),
                  List.of("accept", "--seconds=3", "--warmup=3", "--bare-seconds=3", "--rounds=1"),
                  List.of("latency", "--seconds=3", "--warmup=3"),
                  List.of("backlog", "--messages=20000", "--seconds=3", "--warmup=3", "--rounds=1"),
                  List.of("logon", "--seconds=3", "--warmup=3"),
                  List.of("send", "--seconds=3", "--warmup=3"),
                  List.of("plugins", "--seconds=3", "--warmup=3", "--rounds=1"),
                  List.of("smpp", "--seconds=3", "--warmup=3", "--rounds=1"),
                  List.of("smtp", "--seconds=3", "--warmup=3", "--rounds=1"),
                  List.of("postgres", "--seconds=3", "--warmup=3", "--rounds=1"),
                  List.of("nodes", "--seconds=3", "--warmup=3", "--idle=3"),
                  List.of("jobs", "--messages=2000", "--rounds=1"),
                  List.of("claim", "--waiting=0,1000,10000", "--looks=20"),
                  List.of("year", "--messages=3000", "--waiting=100"),
                  List.of("start-stop", "--cycles=20"))
              : List.of(
                  List.of("client"),
                  List.of("accept"),
                  List.of("latency"),
                  List.of("backlog"),
                  List.of("logon"),
                  List.of("send"),
                  List.of("plugins"),
                  List.of("smpp"),
                  List.of("smtp"),
                  List.of("postgres"),
                  List.of("nodes"),
                  List.of("jobs"),
                  List.of("claim"),
                  List.of("year"),
                  List.of("start-stop"));
      int worst = 0;
      for (List<String> run : runs) {
        worst =
            Math.max(worst, new CommandLine(new Benchmark()).execute(run.toArray(String[]::new)));
      }
      return worst;
    }
  }
}
