package org.messagingagent.server.benchmark;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.messagingagent.server.e2e.ServerProcess;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Messages for the stopwatch plugin, one after the other at an even pace, to an idle server. */
final class PacedLoad {

  /** What the stopwatch has room for. */
  private static final int MOST = 90_000;

  private static final Duration LAST = Duration.ofSeconds(30);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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

  /**
   * The messages that count.
   *
   * @param first the number of the first of them
   * @param sentAt when each was sent, by {@link System#nanoTime}
   * @param answeredAt when the answer to each was read
   * @param toAnswer nanoseconds between the two
   */
  record Sent(int first, long[] sentAt, long[] answeredAt, Histogram toAnswer) {

    int count() {
      return sentAt.length;
    }

    /** Waits until each was handled, on one of these stopwatches. */
    void awaitStarted(ServerProcess server, MappedByteBuffer... stopwatches) {
      server.await(
          "all are handled",
          LAST,
          () ->
              IntStream.range(0, count())
                  .allMatch(i -> Stream.of(stopwatches).anyMatch(by -> startedAt(by, i) != 0)));
    }

    /** When the handler of one of them began; 0 where it did not on this stopwatch. */
    long startedAt(MappedByteBuffer stopwatch, int index) {
      return stopwatch.getLong(8 * (first + index));
    }
  }

  /** In words; refuses options that ask for too much. */
  String describe() {
    if (before() + count() > MOST) {
      throw new ParameterException(
          command.commandLine(),
          "At most %,d requests, these were %,d".formatted(MOST, before() + count()));
    }
    return "one request each %d ms, %,d requests after %d s of the same"
        .formatted(interval, count(), warmup);
  }

  /**
   * @param sessionKey of the messages; may contain {@link RequestTemplate#COUNTER}
   */
  Sent run(ServerProcess server, String sessionKey) throws IOException {
    RequestTemplate request =
        Bench.createMessage(server.address(), Bench.logOn(server), "stopwatch", sessionKey, 1_600);
    Duration pace = Duration.ofMillis(interval);
    int before = before();
    long[] sentAt = new long[count()];
    long[] answeredAt = new long[count()];
    try (PacedClient client = new PacedClient(server.address())) {
      client.run(request, pace, before, 0, (number, sent, answered) -> {});
      Histogram toAnswer =
          client.run(
              request,
              pace,
              count(),
              before,
              (number, sent, answered) -> {
                sentAt[(int) number - before] = sent;
                answeredAt[(int) number - before] = answered;
              });
      return new Sent(before, sentAt, answeredAt, toAnswer);
    }
  }

  private int before() {
    return warmup * 1_000 / interval;
  }

  private int count() {
    return seconds * 1_000 / interval;
  }
}
