package org.messagingagent.server.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a great many waiting messages cost those that do not wait. */
@Command(
    name = "backlog",
    mixinStandardHelpOptions = true,
    description =
        "A million messages waiting in a small heap: accept speed beside a server without them,"
            + " and the time to start.")
final class BacklogBenchmark implements Callable<Integer> {

  @Option(
      names = "--messages",
      defaultValue = "1000000",
      description = "How many wait. Default: ${DEFAULT-VALUE}")
  private int messages;

  @Option(
      names = "--heap",
      defaultValue = "256m",
      description = "The heap of both servers. Default: ${DEFAULT-VALUE}")
  private String heap;

  @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds of each round. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("backlog");
    Report report = Report.of("%,d messages waiting".formatted(messages), work);
    report.condition("server options", "-Xmx" + heap);
    report.condition(
        "load",
        "%d keep-alive connections, CreateMessage of 1,600 bytes to discard"
            .formatted(connections));
    report.condition(
        "durations",
        "warm-up %d s each, then %d rounds of %d s without and %d s with the backlog; medians"
            .formatted(warmup, rounds, seconds, seconds));
    ServerSetup full = Bench.server(Files.createDirectory(work.resolve("full")), options());
    ServerSetup empty = Bench.server(Files.createDirectory(work.resolve("empty")), options());
    Path plugin = BenchPlugins.HOLD.installIn(full.pluginsDirectory());

    loadIn(report, full);
    Files.delete(plugin);
    try (ServerProcess with = full.start();
        ServerProcess without = empty.start()) {
      report.row(
          "start to ready with the backlog, its plugin gone",
          Report.seconds(with.timeToReady()),
          "< 4 s");
      report.row("start to ready without", Report.seconds(without.timeToReady()));
      compare(report, with, without);
      report.row("exit status at SIGTERM", Integer.toString(with.terminate()), "0");
    }
    BenchPlugins.HOLD.installIn(full.pluginsDirectory());
    try (ServerProcess again = full.start()) {
      report.row(
          "start to ready with the backlog, its plugin there",
          Report.seconds(again.timeToReady()),
          "< 4 s");
    }
    report.row("size of the data", Report.count(size(full.dataDirectory()) >> 20) + " MiB");
    report.print();
    Bench.delete(work);
    return 0;
  }

  private List<String> options() {
    return List.of("-Xmx" + heap);
  }

  private void loadIn(Report report, ServerSetup setup) throws Exception {
    try (ServerProcess server = setup.start();
        LoadClient client = new LoadClient(server.address(), connections)) {
      RequestTemplate request =
          Bench.createMessage(server.address(), Bench.logOn(server), "hold", "", 1_600);
      LoadClient.Result loaded =
          client.run(request, Duration.ofMinutes(30), 0, messages).requireClean();
      report.row("messages loaded in", Report.count(loaded.answers()));
      report.row("accepted while they pile up", Report.perSecond(loaded.perSecond()));
      report.row("p99 while they pile up", Report.millis(loaded.millis(99)));
      server.kill();
    }
  }

  private void compare(Report report, ServerProcess with, ServerProcess without) throws Exception {
    try (LoadClient withClient = new LoadClient(with.address(), connections);
        LoadClient withoutClient = new LoadClient(without.address(), connections)) {
      RequestTemplate toWith =
          Bench.createMessage(with.address(), Bench.logOn(with), "discard", "", 1_600);
      RequestTemplate toWithout =
          Bench.createMessage(without.address(), Bench.logOn(without), "discard", "", 1_600);
      withoutClient.run(toWithout, Duration.ofSeconds(warmup)).requireClean();
      withClient.run(toWith, Duration.ofSeconds(warmup)).requireClean();
      List<Double> speedWithout = new ArrayList<>();
      List<Double> speedWith = new ArrayList<>();
      List<Double> p99With = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        Duration time = Duration.ofSeconds(seconds);
        speedWithout.add(withoutClient.run(toWithout, time).requireClean().perSecond());
        LoadClient.Result result = withClient.run(toWith, time).requireClean();
        speedWith.add(result.perSecond());
        p99With.add(result.millis(99));
      }
      double before = Report.median(speedWithout);
      double after = Report.median(speedWith);
      report.row("accepted without the backlog", Report.perSecond(before));
      report.row("accepted with the backlog", Report.perSecond(after));
      report.row("ratio", Report.ratio(after / before), "1, but for noise");
      report.row("p99 with the backlog", Report.millis(Report.median(p99With)));
    }
  }

  private static long size(Path directory) throws Exception {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
