package org.messagingagent.server.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.messagingagent.server.e2e.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the load client itself costs, against Jetty alone. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "The load client against bare Jetty: shows what the client itself costs.")
final class ClientBenchmark implements Callable<Integer> {

  @Option(names = "--seconds", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--connections", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("client");
    Report report = Report.of("Load client", work);
    report.condition(
        "load", "%d connections, %d s after %d s".formatted(connections, seconds, seconds));
    try (ServerProcess jetty = Bench.bareJetty(work);
        LoadClient client = new LoadClient(jetty.address(), connections)) {
      RequestTemplate request =
          Bench.createMessage(jetty.address(), "7T:" + "x".repeat(44), "discard", "", 1_600);
      client.run(request, Duration.ofSeconds(seconds)).requireClean();
      Measured bare = Measured.of(client, request, Duration.ofSeconds(seconds), jetty);
      report.row("request body", request.bodyLength() + " bytes");
      report.row("bare Jetty", Report.perSecond(bare.result().perSecond()));
      report.row("client CPU per request", Report.micros(bare.result().clientMicrosPerRequest()));
      report.row("Jetty CPU per request", Report.micros(bare.serverMicrosPerRequest()));
      report.row("p50 / p99 / p99.9", Report.percentiles(bare.result()));
    }
    report.print();
    Bench.delete(work);
    return 0;
  }
}
