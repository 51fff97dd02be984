package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a plugin that hangs and one that throws in every call take from a third. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    description =
        "CreateMessage to a plugin that counts: alone, beside plugins that hang and throw in every"
            + " call, and beside one that works, in turn.")
final class PluginsBenchmark implements Callable<Integer> {

  private static final int BODY_BYTES = 1_600;
  private static final double MIB = 1024.0 * 1024.0;

  @Option(
      names = "--connections",
      defaultValue = "64",
      description = "For the plugin that counts. Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--others",
      defaultValue = "6",
      description = "Connections for each of the two others. Default: ${DEFAULT-VALUE}")
  private int others;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds before each server's first round. Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Seconds of each round. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  /** One server with its clients. */
  private final class Bed implements AutoCloseable {
    private final ServerProcess server;
    private final MappedByteBuffer handled;
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<RequestTemplate> requests = new ArrayList<>();

    Bed(Path directory, List<String> plugins) throws IOException {
      ServerSetup setup =
          Bench.server(Files.createDirectories(directory), List.of("-Xmx256m"))
              .arguments(
                  "--set", "messaging.plugin.deaf.limits.handle-timeout=1s",
                  "--set", "messaging.plugin.deaf.limits.handle-concurrency=8");
      BenchPlugins.COUNTER.installIn(setup.pluginsDirectory());
      BenchPlugins.DEAF.installIn(setup.pluginsDirectory());
      BenchPlugins.THROWER.installIn(setup.pluginsDirectory());
      server = setup.start();
      handled = BenchPlugins.COUNTER.shared(directory);
      String ticket = Bench.logOn(server);
      for (String plugin : plugins) {
        clients.add(new LoadClient(server.address(), clients.isEmpty() ? connections : others));
        requests.add(Bench.createMessage(server.address(), ticket, plugin, "", BODY_BYTES));
      }
    }

    /** Loads the first plugins of the list, as many as these, at once. */
    Round run(int plugins, Duration duration) throws Exception {
      Duration cpu = server.cpu();
      long before = handled.getLong(0);
      long start = System.nanoTime();
      ExecutorService threads = Executors.newFixedThreadPool(plugins);
      try {
        List<Future<LoadClient.Result>> runs = new ArrayList<>();
        for (int i = 0; i < plugins; i++) {
          LoadClient client = clients.get(i);
          RequestTemplate request = requests.get(i);
          runs.add(threads.submit(() -> client.run(request, duration).requireClean()));
        }
        List<LoadClient.Result> results = new ArrayList<>();
        for (Future<LoadClient.Result> run : runs) {
          results.add(run.get());
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Round((handled.getLong(0) - before) / elapsed, results, server.cpu().minus(cpu));
      } finally {
        threads.shutdownNow();
      }
    }

    @Override
    public void close() throws IOException {
      for (LoadClient client : clients) {
        client.close();
      }
      server.close();
    }
  }

  /**
   * What came of a round.
   *
   * @param handled by the plugin that counts, in a second
   */
  private record Round(double handled, List<LoadClient.Result> results, Duration serverCpu) {

    double answers() {
      return results.stream().mapToLong(LoadClient.Result::answers).sum();
    }

    double othersShare() {
      return 1 - results.get(0).answers() / answers();
    }

    double serverMicrosPerRequest() {
      return serverCpu.toNanos() / 1e3 / answers();
    }
  }

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("plugins");
    Report report = Report.of("A plugin beside others that hang and throw", work);
    report.condition("server options", "-Xmx256m");
    report.condition(
        "load",
        "%d keep-alive connections, closed loop, CreateMessage of %,d bytes to a plugin that counts; beside it %d connections for each of two others"
            .formatted(connections, BODY_BYTES, others));
    report.condition(
        "others",
        "one hangs in every call for ever whoever interrupts it, one throws in every call; in comparison both connections' worth to discard");
    report.condition(
        "durations",
        "warm-up %d s for each of two servers, then %d rounds of %d s of each kind in turn; medians"
            .formatted(warmup, rounds, seconds));
    try (Bed calm = new Bed(work.resolve("calm"), List.of("counter", "discard", "discard"));
        Bed troubled = new Bed(work.resolve("troubled"), List.of("counter", "deaf", "thrower"))) {
      calm.run(3, Duration.ofSeconds(warmup));
      troubled.run(3, Duration.ofSeconds(warmup));
      measure(report, calm, troubled);
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void measure(Report report, Bed calm, Bed troubled) throws Exception {
    List<Round> alone = new ArrayList<>();
    List<Round> beside = new ArrayList<>();
    List<Round> besideGood = new ArrayList<>();
    Duration duration = Duration.ofSeconds(seconds);
    for (int round = 0; round < rounds; round++) {
      alone.add(calm.run(1, duration));
      beside.add(troubled.run(3, duration));
      besideGood.add(calm.run(3, duration));
      System.out.printf(
          "  round %d: alone %s, beside hanging and throwing %s, beside working %s%n",
          round + 1,
          Report.perSecond(alone.get(round).handled()),
          Report.perSecond(beside.get(round).handled()),
          Report.perSecond(besideGood.get(round).handled()));
    }
    report.row("handled alone", Report.perSecond(median(alone, Round::handled)));
    report.row(
        "handled beside plugins that hang and throw",
        Report.perSecond(median(beside, Round::handled)));
    report.row("ratio, median of pairs", Report.ratio(pairs(beside, alone)), "≥ 0.80");
    report.row(
        "handled beside a plugin that works, same load",
        Report.perSecond(median(besideGood, Round::handled)));
    report.row("ratio to that, median of pairs", Report.ratio(pairs(beside, besideGood)));
    report.row(
        "requests for the two others",
        String.format(Locale.ROOT, "%.1f %%", 100 * median(beside, Round::othersShare)));
    report.row(
        "server CPU a message, alone / hang and throw / working",
        "%s / %s / %s"
            .formatted(
                Report.micros(median(alone, Round::serverMicrosPerRequest)),
                Report.micros(median(beside, Round::serverMicrosPerRequest)),
                Report.micros(median(besideGood, Round::serverMicrosPerRequest))));
    report.row(
        "threads of the process, working / hang and throw",
        "%d / %d"
            .formatted(ServerMemory.threads(calm.server), ServerMemory.threads(troubled.server)));
    report.row(
        "live heap, working / hang and throw",
        String.format(
            Locale.ROOT,
            "%.0f MiB / %.0f MiB",
            ServerMemory.liveHeap(calm.server) / MIB,
            ServerMemory.liveHeap(troubled.server) / MIB));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Report.median(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static double pairs(List<Round> some, List<Round> others) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      ratios.add(some.get(i).handled() / others.get(i).handled());
    }
    return Report.median(ratios);
  }
}
