package org.messagingagent.server.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.messagingagent.server.e2e.ServerProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many outgoing messages a second go through a plugin that does nothing. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = "SendMessages in batches through discard.")
final class SendBenchmark implements Callable<Integer> {

  @Option(
      names = "--batch",
      defaultValue = "100",
      description = "Messages in a request. Default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--connections", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("send");
    Report report = Report.of("Sending messages", work);
    report.condition(
        "load",
        "%d keep-alive connections, SendMessages with %d messages of 160 characters to discard"
            .formatted(connections, batch));
    report.condition(
        "durations",
        "warm-up %d s, then %d rounds of %d s; medians".formatted(warmup, rounds, seconds));
    try (ServerProcess server = Bench.server(work, List.of()).start();
        LoadClient client = new LoadClient(server.address(), connections)) {
      RequestTemplate request =
          Bench.sendMessages(server.address(), Bench.logOn(server), "discard", batch);
      client.run(request, Duration.ofSeconds(warmup)).requireClean();
      List<Measured> measured = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        measured.add(Measured.of(client, request, Duration.ofSeconds(seconds), server));
      }
      report.row(
          "messages",
          Report.perSecond(
              batch * Report.median(measured.stream().map(m -> m.result().perSecond()).toList())),
          "≥ 10,000/s");
      report.row(
          "server CPU a message",
          Report.micros(
              Report.median(measured.stream().map(Measured::serverMicrosPerRequest).toList())
                  / batch));
      report.row(
          "request, p50 / p99 / p99.9 of the last round",
          Report.percentiles(measured.get(rounds - 1).result()));
    }
    report.print();
    Bench.delete(work);
    return 0;
  }
}
