package org.messagingagent.server.benchmark;

import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many messages a second are accepted and handled, next to Jetty alone. */
@Command(
    name = "accept",
    mixinStandardHelpOptions = true,
    description =
        "CreateMessage at full load, acknowledged after fsync and handled by discard, in turn with"
            + " bare Jetty.")
final class AcceptBenchmark implements Callable<Integer> {

  private static final Duration DRAIN = Duration.ofMinutes(2);

  @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--bytes",
      defaultValue = "1600",
      description = "Bytes of a request's body. Default: ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = "Seconds before each server's first round. Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Seconds of each round with our server. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--bare-seconds",
      defaultValue = "20",
      description = "Seconds of each round with bare Jetty. Default: ${DEFAULT-VALUE}")
  private int bareSeconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--session",
      defaultValue = "",
      description = "A session key for all messages; by default they have none.")
  private String session;

  @Option(names = "--server-jvm", description = "An option of the server's Java; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("accept");
    Report report = Report.of("Accepting messages at full load", work);
    report.condition(
        "load",
        "%d keep-alive connections, closed loop, CreateMessage of %,d bytes with a ticket"
            .formatted(connections, bytes));
    report.condition(
        "durations",
        "warm-up %d s each, then %d rounds of %d s bare Jetty and %d s messaging server; medians"
            .formatted(warmup, rounds, bareSeconds, seconds));
    report.condition("server options", jvmOptions.isEmpty() ? "none" : jvmOptions.toString());
    ServerSetup setup = Bench.server(work, jvmOptions);
    BenchPlugins.COUNTER.installIn(setup.pluginsDirectory());
    try (ServerProcess jetty = Bench.bareJetty(work);
        ServerProcess server = setup.start();
        LoadClient bareClient = new LoadClient(jetty.address(), connections);
        LoadClient client = new LoadClient(server.address(), connections)) {
      measure(report, jetty, server, bareClient, client);
      countHandled(report, work, server, client);
      report.row("exit status at SIGTERM", Integer.toString(server.terminate()), "0");
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void measure(
      Report report,
      ServerProcess jetty,
      ServerProcess server,
      LoadClient bareClient,
      LoadClient client)
      throws Exception {
    RequestTemplate bareRequest = request(jetty.address(), "7T:" + "x".repeat(44), "discard");
    RequestTemplate request = request(server.address(), Bench.logOn(server), "discard");
    bareClient.run(bareRequest, Duration.ofSeconds(warmup)).requireClean();
    client.run(request, Duration.ofSeconds(warmup)).requireClean();
    List<Measured> bare = new ArrayList<>();
    List<Measured> ours = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      bare.add(Measured.of(bareClient, bareRequest, Duration.ofSeconds(bareSeconds), jetty));
      ours.add(Measured.of(client, request, Duration.ofSeconds(seconds), server));
      System.out.printf(
          "  round %d: bare Jetty %s, messaging server %s, %s a message%n",
          round,
          Report.perSecond(bare.get(round - 1).result().perSecond()),
          Report.perSecond(ours.get(round - 1).result().perSecond()),
          Report.micros(ours.get(round - 1).serverMicrosPerRequest()));
    }
    double barePerSecond = median(bare, m -> m.result().perSecond());
    double perSecond = median(ours, m -> m.result().perSecond());
    report.row("bare Jetty", Report.perSecond(barePerSecond));
    report.row("bare Jetty, CPU", Report.micros(median(bare, Measured::serverMicrosPerRequest)));
    report.row("accepted", Report.perSecond(perSecond));
    report.row("ratio to bare Jetty", Report.ratio(perSecond / barePerSecond), "≥ 0.15");
    report.row(
        "server CPU a message",
        Report.micros(median(ours, Measured::serverMicrosPerRequest)),
        "< 160 µs");
    report.row("p50", Report.millis(median(ours, m -> m.result().millis(50))));
    report.row("p99", Report.millis(median(ours, m -> m.result().millis(99))), "< 20 ms");
    report.row("p99.9", Report.millis(median(ours, m -> m.result().millis(99.9))));
    report.row(
        "client CPU a request",
        Report.micros(median(ours, m -> m.result().clientMicrosPerRequest())));
  }

  /** One more round, to a plugin that shows how far it has come while the load goes on. */
  private void countHandled(Report report, Path work, ServerProcess server, LoadClient client)
      throws Exception {
    MappedByteBuffer handled = BenchPlugins.COUNTER.shared(work);
    RequestTemplate request = request(server.address(), Bench.logOn(server), "counter");
    LoadClient.Result result = client.run(request, Duration.ofSeconds(seconds)).requireClean();
    long handledAtEnd = handled.getLong(0);
    report.row("accepted in a round with a counting plugin", Report.count(result.answers()));
    report.row("handled when that round ends", Report.count(handledAtEnd));
    long drainFrom = System.nanoTime();
    server.await("all are handled", DRAIN, () -> handled.getLong(0) >= result.answers());
    report.row("the rest is handled after", Report.millis((System.nanoTime() - drainFrom) / 1e6));
    report.row("handled in the end", Report.count(handled.getLong(0)), "= accepted");
  }

  private RequestTemplate request(URI server, String ticket, String plugin) {
    return Bench.createMessage(server, ticket, plugin, session, bytes);
  }

  private static double median(
      List<Measured> rounds, java.util.function.ToDoubleFunction<Measured> figure) {
    return Report.median(rounds.stream().map(figure::applyAsDouble).toList());
  }
}
