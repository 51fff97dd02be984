package org.messagingagent.server.benchmark;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How soon a message is with its handler when the server has nothing else to do. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "From CreateMessage to the start of its handler, on an idle server.")
final class LatencyBenchmark implements Callable<Integer> {

  @Mixin private PacedLoad load;

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("latency");
    Report report = Report.of("From acceptance to handler on an idle server", work);
    report.condition("load", load.describe());
    ServerSetup setup = Bench.server(work, List.of());
    BenchPlugins.STOPWATCH.installIn(setup.pluginsDirectory());
    try (ServerProcess server = setup.start()) {
      PacedLoad.Sent sent = load.run(server, "");
      MappedByteBuffer stopwatch = BenchPlugins.STOPWATCH.shared(work);
      sent.awaitStarted(server, stopwatch);
      Histogram fromSent = new Histogram(3);
      Histogram fromAnswer = new Histogram(3);
      for (int i = 0; i < sent.count(); i++) {
        long started = sent.startedAt(stopwatch, i);
        fromSent.recordValue(Math.max(0, started - sent.sentAt()[i]));
        fromAnswer.recordValue(Math.max(0, started - sent.answeredAt()[i]));
      }
      report.percentiles("request sent to handler start", fromSent, "< 20 ms");
      report.percentiles("answer read to handler start (0: before)", fromAnswer, "");
      report.percentiles("request sent to answer read", sent.toAnswer(), "");
    }
    report.print();
    Bench.delete(work);
    return 0;
  }
}
