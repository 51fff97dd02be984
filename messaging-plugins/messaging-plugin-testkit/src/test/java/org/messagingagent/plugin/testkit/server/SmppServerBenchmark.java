package org.messagingagent.plugin.testkit.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.smpp.SmppPlugin;
import org.messagingagent.plugin.smpp.TestSmsc;

/**
 * How many SMS go through a whole server with its database on disk to an SMSC, all in one process,
 * receipts included; every tenth message has three parts. A main class, for measuring by hand:
 *
 * <pre>{@code SmppServerBenchmark [calls of 100 messages [callers]]}</pre>
 */
final class SmppServerBenchmark {

  private static final int BATCH = 100;

  private SmppServerBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    int callers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    try (TestSmsc smsc = TestSmsc.start()) {
      smsc.receipts(TestSmsc.Receipts.AFTER, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
      Map<String, String> settings =
          Map.of(
              "host", "127.0.0.1",
              "port", Integer.toString(smsc.port()),
              "system-id", "esme",
              "window", "50",
              "receipt-ids", "decimal",
              "limits.send-concurrency", "50");
      Path directory = Files.createTempDirectory("smpp-server-benchmark");
      try (PluginHarness harness =
          PluginHarness.of(SmppPlugin.class).settings(settings).start(directory)) {
        run(harness, smsc, 10, callers);
        run(harness, smsc, calls, callers);
      }
    }
  }

  private static void run(PluginHarness harness, TestSmsc smsc, int calls, int callers)
      throws InterruptedException {
    Queue<Integer> sent = new ConcurrentLinkedQueue<>();
    long partsBefore = smsc.taken();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(new Thread(() -> send(harness, calls / callers, sent)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int id : sent) {
      harness.awaitStatus(id, DeliveryStatus.Status.RECEIVED);
    }
    System.out.printf(
        Locale.ROOT,
        "%d messages sent in %d short messages; %.1f s, %.0f messages/s; all received after %.1f s%n",
        sent.size(),
        smsc.taken() - partsBefore,
        seconds,
        sent.size() / seconds,
        (System.nanoTime() - start) / 1e9);
  }

  private static void send(PluginHarness harness, int calls, Queue<Integer> sent) {
    List<OutgoingMessage> messages = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      String content = i % 10 == 0 ? "A message of three parts. ".repeat(16) : "Message " + i;
      messages.add(OutgoingMessage.to("+4712345678").from("2000").content(content).build());
    }
    for (int i = 0; i < calls; i++) {
      for (DeliveryStatus status : harness.client().sendMessages("smpp", messages)) {
        if (status.isHandedOver()) {
          sent.add(status.messagingId());
        }
      }
    }
  }
}
