package org.messagingagent.client.testkit;

import java.util.Arrays;
import java.util.Locale;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;

/**
 * What a server costs a test: run by hand, {@code mvn -pl messaging-client/testkit -am
 * test-compile}, then its main method on the test class path.
 */
final class StartBenchmark {

  private static final int ROUNDS = 20;
  private static final int CALLS = 2_000;

  private StartBenchmark() {}

  public static void main(String[] args) {
    long begin = System.nanoTime();
    LocalMessagingServer first = LocalMessagingServer.start("sms");
    print("first start in the process", System.nanoTime() - begin);
    begin = System.nanoTime();
    create(first.client());
    print("first call, with its log-on", System.nanoTime() - begin);
    first.close();
    long[] starts = new long[ROUNDS];
    long[] stops = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      begin = System.nanoTime();
      LocalMessagingServer server = LocalMessagingServer.start("sms");
      starts[i] = System.nanoTime() - begin;
      create(server.client());
      begin = System.nanoTime();
      server.close();
      stops[i] = System.nanoTime() - begin;
    }
    print("further start, median of " + ROUNDS, median(starts));
    print("stop, median of " + ROUNDS, median(stops));
    try (LocalMessagingServer server = LocalMessagingServer.start("sms")) {
      long[] resets = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        create(server.client());
        begin = System.nanoTime();
        server.reset();
        resets[i] = System.nanoTime() - begin;
      }
      print("reset, median of " + ROUNDS, median(resets));
      try (MessagingClient direct =
          MessagingClient.builder("http://127.0.0.1:" + server.front().serverPort())
              .user(server.user(), server.password())
              .build()) {
        for (int round = 0; round < 3; round++) {
          print("GetPlugins, straight", calls(direct));
          print("GetPlugins, by the testkit's front", calls(server.client()));
        }
      }
    }
  }

  private static void create(MessagingClient client) {
    client.createMessage(IncomingMessage.forPlugin("sms").content("Hello").build());
  }

  private static long calls(MessagingClient client) {
    long[] times = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long begin = System.nanoTime();
      client.getPlugins();
      times[i] = System.nanoTime() - begin;
    }
    return median(times);
  }

  private static long median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static void print(String what, long nanos) {
    System.out.printf(Locale.ROOT, "%-40s %8.2f ms%n", what, nanos / 1e6);
  }
}
