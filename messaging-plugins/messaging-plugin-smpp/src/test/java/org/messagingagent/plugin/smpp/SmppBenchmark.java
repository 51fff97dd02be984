package org.messagingagent.plugin.smpp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.messagingagent.spi.SendOutcome;

/**
 * How many messages go through the plugin to an SMSC in the same process, receipts included, every
 * tenth message in three parts; and whether statuses are right in the end where the bind is lost
 * every so often. A main class, for measuring by hand:
 *
 * <pre>{@code SmppBenchmark [messages [window [seconds between losses, 0 for none]]]}</pre>
 */
final class SmppBenchmark {

  private SmppBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int messages = argument(arguments, 0, 50_000);
    int window = argument(arguments, 1, 50);
    int losses = argument(arguments, 2, 0);
    Path directory = Files.createTempDirectory("smpp-benchmark");
    try (TestSmsc smsc = TestSmsc.start()) {
      smsc.notesNothing();
      smsc.receipts(TestSmsc.Receipts.AFTER, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
      try (Subject subject =
          Subject.openForLoad(directory, smsc.port(), "window", Integer.toString(window))) {
        run(subject, smsc, messages / 10, window, 0); // to warm up
        run(subject, smsc, messages, window, losses);
      }
    }
  }

  private static void run(Subject subject, TestSmsc smsc, int messages, int window, int losses)
      throws Exception {
    long partsBefore = smsc.taken();
    int bindsBefore = smsc.binds().size();
    Load load = new Load(subject);
    Thread loser = new Thread(() -> lose(smsc, losses));
    loser.setDaemon(true);
    long start = System.nanoTime();
    load.start(window, messages / window, 10);
    if (losses > 0) {
      loser.start();
    }
    load.join();
    Duration sending = Duration.ofNanos(System.nanoTime() - start);
    loser.interrupt();
    List<Integer> sent = load.ended(SendOutcome.Kind.SENT);
    int received = 0;
    for (int message : sent) {
      received += subject.server.await(message, ServerModel.RECEIVED) ? 1 : 0;
    }
    Duration all = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        Locale.ROOT,
        "%d messages sent, %d of unknown outcome, %d rejected; %d short messages; %d lost binds; %d tried again%n"
            + "%.1f s, %.0f messages/s, %.0f short messages/s; %d received, after %.1f s%n",
        sent.size(),
        load.ended(SendOutcome.Kind.UNKNOWN).size(),
        load.ended(SendOutcome.Kind.REJECTED).size(),
        smsc.taken() - partsBefore,
        smsc.binds().size() - bindsBefore,
        load.retries(),
        seconds(sending),
        messages / seconds(sending),
        (smsc.taken() - partsBefore) / seconds(sending),
        received,
        seconds(all));
  }

  private static void lose(TestSmsc smsc, int seconds) {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(seconds);
        smsc.dropBinds();
      }
    } catch (InterruptedException e) {
      // measured enough
    }
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static int argument(String[] arguments, int at, int standard) {
    return arguments.length > at ? Integer.parseInt(arguments[at]) : standard;
  }
}
