package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.messagingagent.plugin.smpp.TestSmsc;
import org.messagingagent.server.e2e.Envelopes;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many SMS a second go through the server and its plugin to an SMSC, receipts included. */
@Command(
    name = "smpp",
    mixinStandardHelpOptions = true,
    description = "SendMessages through smpp, with the receipts of a test SMSC.")
final class SmppBenchmark implements Callable<Integer> {

  private static final int BATCH = 100;
  private static final int WINDOW = 50;
  private static final int PAGE = 500;
  private static final int RECEIVED = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(names = "--connections", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("smpp");
    Report report = Report.of("SMS through an SMSC", work);
    report.condition(
        "load",
        "%d connections, SendMessages with %d messages to smpp, every tenth in three parts; window %d"
            .formatted(connections, BATCH, WINDOW));
    report.condition("SMSC", "in the process of the benchmark; a receipt for each part");
    report.condition(
        "durations",
        "warm-up %d s, then %d rounds of %d s; medians".formatted(warmup, rounds, seconds));
    try (TestSmsc smsc = TestSmsc.start()) {
      smsc.notesNothing();
      smsc.receipts(TestSmsc.Receipts.AFTER, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
      try (ServerProcess server = server(work, smsc).start();
          LoadClient client = new LoadClient(server.address(), connections)) {
        measure(server, client, smsc, report);
      }
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private void measure(ServerProcess server, LoadClient client, TestSmsc smsc, Report report)
      throws Exception {
    String ticket = Bench.logOn(server);
    RequestTemplate request =
        Bench.sendMessages(
            server.address(), ticket, Envelopes.sendMessages("smpp", "2000", "+4711", contents()));
    long answers =
        client.run(request, Duration.ofSeconds(warmup)).requireClean().answers(); // their ids count
    List<Double> messages = new ArrayList<>();
    List<Double> parts = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      long before = smsc.taken();
      Measured measured = Measured.of(client, request, Duration.ofSeconds(seconds), server);
      LoadClient.Result result = measured.result();
      answers += result.answers();
      messages.add(BATCH * result.perSecond());
      parts.add((smsc.taken() - before) * 1e9 / result.elapsed().toNanos());
      micros.add(measured.serverMicrosPerRequest() / BATCH);
    }
    long sent = answers * BATCH;
    long start = System.nanoTime();
    long received = awaitReceived(server, ticket, sent);
    report.row("messages", Report.perSecond(Report.median(messages)), "≥ 1,000/s");
    report.row("short messages", Report.perSecond(Report.median(parts)));
    report.row("server CPU a message", Report.micros(Report.median(micros)));
    report.row(
        "with status received in the end", Report.count(received), "= " + Report.count(sent));
    report.row(
        "looking at all statuses took",
        Report.seconds(Duration.ofNanos(System.nanoTime() - start)));
  }

  private static ServerSetup server(Path work, TestSmsc smsc) {
    return ServerSetup.in(work)
        .jvmAsItComes()
        .with("MESSAGING_PLUGIN_SMPP_ENABLED", "true")
        .with("MESSAGING_PLUGIN_SMPP_HOST", "127.0.0.1")
        .with("MESSAGING_PLUGIN_SMPP_PORT", Integer.toString(smsc.port()))
        .with("MESSAGING_PLUGIN_SMPP_SYSTEM_ID", "esme")
        .with("MESSAGING_PLUGIN_SMPP_RECEIPT_IDS", "decimal")
        .with("MESSAGING_PLUGIN_SMPP_WINDOW", Integer.toString(WINDOW))
        .with("MESSAGING_PLUGIN_SMPP_LIMITS_SEND_CONCURRENCY", Integer.toString(WINDOW));
  }

  private static List<String> contents() {
    return IntStream.range(0, BATCH)
        .mapToObj(
            i -> i % 10 == 0 ? "A message of three parts. ".repeat(16) : "A message of one part")
        .toList();
  }

  /** How many are received; waits for those that are not. */
  private static long awaitReceived(ServerProcess server, String ticket, long sent)
      throws IOException {
    RawSoap soap = new RawSoap();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long received = 0;
    for (int first = 1; first <= sent; first += PAGE) {
      List<Integer> ids =
          IntStream.rangeClosed(first, (int) Math.min(sent, first + PAGE - 1L)).boxed().toList();
      long found;
      do {
        found =
            soap.getDeliveryStatus(server.address(), ticket, ids).deliveryStatuses().stream()
                .filter(status -> status.status() == RECEIVED)
                .count();
      } while (found < ids.size() && System.nanoTime() - deadline < 0);
      received += found;
    }
    return received;
  }
}
