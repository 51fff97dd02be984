package org.messagingagent.plugin.smtp;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.spi.SendOutcome;

/**
 * How many mails go into GreenMail in a second, both in one process. Arguments: mails, threads,
 * connections; 5000, 8 and 8 by default; and the text.
 */
public final class SendBenchmark {

  private SendBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int mails = number(arguments, 0, 5_000);
    int threads = number(arguments, 1, 8);
    int connections = number(arguments, 2, 8);
    String text = arguments.length > 3 ? arguments[3] : "Your parcel has arrived.";
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
    Path directory = Files.createTempDirectory("benchmark");
    Map<String, String> settings =
        Map.of(
            "host",
            "127.0.0.1",
            "port",
            Integer.toString(server.getSmtp().getPort()),
            "tls",
            "none",
            "connections",
            Integer.toString(connections));
    try (Opened plugin = Opened.with(settings, directory)) {
      run(plugin, mails / 5, threads, text);
      server.purgeEmailFromAllMailboxes();
      long[] nanos = run(plugin, mails, threads, text);
      double seconds = nanos[mails] / 1e9;
      Arrays.sort(nanos, 0, mails);
      System.out.printf(
          "%d mails by %d threads over %d connections: %.0f mails/s, p50 %.2f ms, p99 %.2f ms,"
              + " arrived %d%n",
          mails,
          threads,
          connections,
          mails / seconds,
          nanos[mails / 2] / 1e6,
          nanos[mails * 99 / 100] / 1e6,
          server.getReceivedMessages().length);
    } finally {
      server.stop();
      Files.delete(directory);
    }
  }

  /** The time of each mail, and at the end that of all. */
  private static long[] run(Opened plugin, int mails, int threads, String text) throws Exception {
    long[] nanos = new long[mails + 1];
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(() -> send(plugin, next, nanos, text)));
      }
      for (Future<?> one : running) {
        one.get(10, TimeUnit.MINUTES);
      }
      nanos[mails] = System.nanoTime() - start;
      return nanos;
    } finally {
      pool.shutdownNow();
    }
  }

  private static void send(Opened plugin, AtomicInteger next, long[] nanos, String text) {
    int last = nanos.length - 1;
    for (int i = next.getAndIncrement(); i < last; i = next.getAndIncrement()) {
      long start = System.nanoTime();
      SendOutcome outcome = plugin.send(i + 1, "%s %d".formatted(text, i));
      nanos[i] = System.nanoTime() - start;
      if (outcome.kind() != SendOutcome.Kind.SENT) {
        throw new IllegalStateException(outcome.toString());
      }
    }
  }

  private static int number(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }
}
