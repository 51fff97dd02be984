package org.messagingagent.server.benchmark;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon a message is with its handler when the server has nothing else to do. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "From CreateMessage to the start of its handler, on an idle server.")
final class LatencyBenchmark implements Callable<Integer> {

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

  @Override
  public Integer call() throws Exception {
    Path work = Bench.workDirectory("latency");
    int before = warmup * 1_000 / interval;
    int count = seconds * 1_000 / interval;
    if (before + count > MOST) {
      System.err.printf("At most %,d requests, these were %,d%n", MOST, before + count);
      return 2;
    }
    Report report = Report.of("From acceptance to handler on an idle server", work);
    report.condition(
        "load",
        "one request each %d ms, %,d requests after %d s of the same"
            .formatted(interval, count, warmup));
    ServerSetup setup = Bench.server(work, List.of());
    BenchPlugins.STOPWATCH.installIn(setup.pluginsDirectory());
    try (ServerProcess server = setup.start();
        PacedClient client = new PacedClient(server.address())) {
      RequestTemplate request =
          Bench.createMessage(server.address(), Bench.logOn(server), "stopwatch", "", 1_600);
      Duration pace = Duration.ofMillis(interval);
      client.run(request, pace, before, 0, (number, sentAt, answeredAt) -> {});
      long[] sent = new long[count];
      long[] answered = new long[count];
      Histogram toAnswer =
          client.run(
              request,
              pace,
              count,
              before,
              (number, sentAt, answeredAt) -> {
                sent[(int) number - before] = sentAt;
                answered[(int) number - before] = answeredAt;
              });
      MappedByteBuffer started = BenchPlugins.STOPWATCH.shared(work);
      server.await(
          "all are handled", Duration.ofSeconds(30), () -> allStarted(started, before, count));
      Histogram fromSent = new Histogram(3);
      Histogram fromAnswer = new Histogram(3);
      for (int i = 0; i < count; i++) {
        long at = started.getLong(8 * (before + i));
        fromSent.recordValue(Math.max(0, at - sent[i]));
        fromAnswer.recordValue(Math.max(0, at - answered[i]));
      }
      percentiles(report, "request sent to handler start", fromSent, "< 20 ms");
      percentiles(report, "answer read to handler start (0: before)", fromAnswer, "");
      percentiles(report, "request sent to answer read", toAnswer, "");
    }
    report.print();
    Bench.delete(work);
    return 0;
  }

  private static boolean allStarted(MappedByteBuffer started, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (started.getLong(8 * i) == 0) {
        return false;
      }
    }
    return true;
  }

  private static void percentiles(Report report, String what, Histogram histogram, String p99) {
    report.row(what + ", p50", Report.millis(histogram.getValueAtPercentile(50) / 1e6));
    report.row(what + ", p99", Report.millis(histogram.getValueAtPercentile(99) / 1e6), p99);
    report.row(what + ", max", Report.millis(histogram.getMaxValue() / 1e6));
  }
}
