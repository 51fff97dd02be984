package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;

/**
 * Kills the packaged server while it sends, and starts it again: nothing is ever sent twice, and
 * what nobody can know is said to be unknown. {@code -Dcrash.outgoing.kills} and {@code
 * -Dcrash.seed} as in {@link CrashIT}.
 */
final class OutgoingCrashIT {

  private static final int KILLS = Integer.getInteger("crash.outgoing.kills", 5);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int BATCH = 5;
  private static final int REPEATS_AT_THE_END = 20;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A gateway that takes its time, and writes down when a send begins and ends. */
  private static final String SLOW_GATEWAY =
      """
      package vendor.slow;

      import java.nio.ByteBuffer;
      import java.nio.channels.FileChannel;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.TimeUnit;
      import org.messagingagent.spi.Channel;
      import org.messagingagent.spi.MessagingPlugin;
      import org.messagingagent.spi.OutgoingMessage;
      import org.messagingagent.spi.OutgoingSender;
      import org.messagingagent.spi.PluginContext;
      import org.messagingagent.spi.SendOutcome;

      public final class SlowGateway implements MessagingPlugin {

        @Override
        public String name() {
          return "slow";
        }

        @Override
        public Channel open(PluginContext context) throws Exception {
          FileChannel calls =
              FileChannel.open(
                  Path.of("calls.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          return (OutgoingSender)
              message -> {
                write(calls, "BEGIN", message);
                new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                write(calls, "END", message);
                return SendOutcome.sent("slow-" + message.messagingId());
              };
        }

        private static void write(FileChannel calls, String what, OutgoingMessage message)
            throws Exception {
          String line = what + " " + message.messagingId() + " " + message.content() + "\\n";
          calls.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
          calls.force(false);
        }
      }
      """;

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private final Shift shift = new Shift();
  private String ticket;

  /** A request and the first answer to it. */
  private record Batch(
      String plugin, String key, List<String> contents, List<DeliveryStatus> first) {}

  private final class Sender implements Runnable {
    private final String name;
    private final String plugin;
    private final List<Batch> batches = new ArrayList<>();
    private final Thread thread;

    Sender(String name, String plugin) {
      this.name = name;
      this.plugin = plugin;
      this.thread = new Thread(this, name);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      for (int n = 0; !shift.isOver(); n++) {
        String key = name + "-" + n;
        List<String> contents = IntStream.range(0, BATCH).mapToObj(i -> key + "-" + i).toList();
        Reply reply =
            shift.untilAnswered(
                server -> soap.sendMessages(server, ticket, plugin, contents, Optional.of(key)));
        batches.add(new Batch(plugin, key, contents, reply.deliveryStatuses()));
      }
    }
  }

  @Test
  void nothingIsSentTwiceAndWhatNobodyKnowsIsUnknown() throws Exception {
    System.out.printf("OutgoingCrashIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    ServerSetup setup = ServerSetup.in(directory);
    new PluginJar()
        .compile("vendor.slow.SlowGateway", SLOW_GATEWAY)
        .provides("vendor.slow.SlowGateway")
        .writeTo(setup.pluginsDirectory().resolve("slow.jar"));
    List<Sender> senders =
        List.of(
            new Sender("slow-a", "slow"), new Sender("slow-b", "slow"), new Sender("file", "file"));
    ServerProcess server = setup.start();
    try {
      ticket = soap.logOn(server.address());
      shift.opens(server.address());
      senders.forEach(sender -> sender.thread.start());
      for (int kill = 1; kill <= KILLS; kill++) {
        shift.awaitAnswers(1 + random.nextInt(20));
        shift.willBeKilled();
        assertThat(server.endsWithin(Duration.ofNanos(random.nextInt(100_000_000)))).isFalse();
        server.kill();
        server = setup.start();
        shift.opens(server.address());
      }
      shift.awaitAnswers(10);
      shift.ends();
      List<Batch> batches = new ArrayList<>();
      for (Sender sender : senders) {
        sender.thread.join(LIMIT.toMillis());
        assertThat(sender.thread.isAlive()).as("%s is still sending", sender.name).isFalse();
        batches.addAll(sender.batches);
      }
      assertThat(shift.surprises()).isEmpty();
      checkStatuses(batches);
      checkRepeats(server, batches);
      assertThat(server.terminate()).isZero();
      checkStatuses(batches);
    } finally {
      shift.ends();
      server.close();
    }
  }

  private void checkStatuses(List<Batch> batches) throws IOException {
    Map<String, Integer> begun = new HashMap<>();
    Map<String, Integer> ended = new HashMap<>();
    readCalls(begun, ended);
    readSent(begun, ended);
    begun.forEach(
        (message, times) -> assertThat(times).as("times that %s was sent", message).isOne());

    Map<String, Integer> outcomes = new TreeMap<>();
    for (Batch batch : batches) {
      assertThat(batch.first()).as("statuses of %s", batch.key()).hasSize(BATCH);
      for (int i = 0; i < BATCH; i++) {
        DeliveryStatus status = batch.first().get(i);
        String content = batch.contents().get(i);
        String outcome = outcome(status);
        outcomes.merge(batch.plugin() + " " + outcome, 1, Integer::sum);
        switch (outcome) {
          case "SENT" -> assertThat(ended).as("sends that ended").containsKey(content);
          case "NOT_SENT" -> assertThat(begun).as("sends that began").doesNotContainKey(content);
          case "OUTCOME_UNKNOWN" -> assertThat(begun.getOrDefault(content, 0)).isLessThan(2);
          default -> throw new AssertionError("%s of %s".formatted(status, content));
        }
      }
    }
    System.out.printf("OutgoingCrashIT: %d sends, answers %s%n", begun.size(), outcomes);
    assertThat(outcomes).containsKeys("slow SENT", "file SENT", "slow OUTCOME_UNKNOWN");
  }

  private void readCalls(Map<String, Integer> begun, Map<String, Integer> ended)
      throws IOException {
    Path calls = directory.resolve("calls.log");
    try (Stream<String> lines = Files.lines(calls)) {
      lines
          .map(line -> line.split(" ", 3))
          .forEach(
              words -> {
                Map<String, Integer> times = words[0].equals("BEGIN") ? begun : ended;
                times.merge(words[2], 1, Integer::sum);
                times.merge("id " + words[1], 1, Integer::sum);
              });
    }
  }

  private void readSent(Map<String, Integer> begun, Map<String, Integer> ended) {
    JsonLines sent = new JsonLines(directory.resolve("data").resolve("sent.jsonl"));
    sent.more()
        .forEach(
            line -> {
              String content = line.path("content").asText();
              begun.merge(content, 1, Integer::sum);
              ended.merge(content, 1, Integer::sum);
              begun.merge("id " + line.path("messagingId").asInt(), 1, Integer::sum);
            });
  }

  private static String outcome(DeliveryStatus status) {
    if (status.status() == 1) {
      return "SENT";
    }
    int colon = status.description().indexOf(':');
    return status.status() == 0 && colon > 0 ? status.description().substring(0, colon) : "other";
  }

  private void checkRepeats(ServerProcess server, List<Batch> batches) throws IOException {
    List<Batch> some = new ArrayList<>(batches);
    some.removeIf(batch -> batch.first().stream().allMatch(status -> status.status() == 1));
    some.addAll(batches.subList(Math.max(0, batches.size() - REPEATS_AT_THE_END), batches.size()));
    for (Batch batch : some) {
      Reply repeat =
          soap.sendMessages(
              server.address(), ticket, batch.plugin(), batch.contents(), Optional.of(batch.key()));
      assertThat(repeat.deliveryStatuses())
          .as("answer to a repeat of %s", batch.key())
          .isEqualTo(batch.first());
      List<Integer> ids = batch.first().stream().map(DeliveryStatus::messagingId).toList();
      assertThat(soap.getDeliveryStatus(server.address(), ticket, ids).deliveryStatuses())
          .as("statuses of %s", batch.key())
          .isEqualTo(batch.first());
    }
  }
}
