package org.messagingagent.server.e2e.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.Reply;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/**
 * Sends SMS through a vendor's HTTP API while the packaged server is killed and the vendor is
 * restarted, both in mid-send; receipts and incoming messages come all the while. {@code
 * -Dcrash.seed} repeats a run, {@code -Dcrash.httpsms.kills} says how many kills.
 */
final class HttpSmsCrashIT {

  private static final int KILLS = Integer.getInteger("crash.httpsms.kills", 3);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int BATCH = 4;
  private static final int SENDERS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String SECRET = "a-secret-in-the-path-4711";
  private static final String SETTINGS =
      """
      messaging.send.reconcile-first = 1s
      messaging.send.reconcile-longest = 2s
      messaging.gateway.port = %1$d
      messaging.gateway.public-url = http://127.0.0.1:%1$d
      messaging.plugin.http-sms.enabled = true
      messaging.plugin.http-sms.preset = json-bearer
      messaging.plugin.http-sms.url = %2$s
      messaging.plugin.http-sms.token = t-4711-secret
      messaging.plugin.http-sms.callback.path-secret = %3$s
      messaging.plugin.http-sms.incoming.handler = file
      messaging.plugin.http-sms.numbers = none
      """;

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private final Semaphore answers = new Semaphore(0);
  private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
  private volatile URI address;
  private volatile boolean over;
  private String ticket;

  /** A request and the answer to it. */
  private record Batch(List<String> contents, List<DeliveryStatus> statuses) {}

  @Test
  void nothingIsLostNothingIsSentTwiceAndTheStatusesAreRight() throws Exception {
    System.out.printf("HttpSmsCrashIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    int gatewayPort = freePort();
    URI agent =
        URI.create("http://127.0.0.1:%d/gateway/http-sms/%s/".formatted(gatewayPort, SECRET));
    try (SmsVendor vendor = new SmsVendor(agent)) {
      Path config = directory.resolve("messaging.properties");
      Files.writeString(config, SETTINGS.formatted(gatewayPort, vendor.url(), SECRET));
      ServerSetup setup = ServerSetup.in(directory).arguments("--config", config.toString());
      ServerProcess server = setup.start();
      try {
        address = server.address();
        ticket = soap.logOn(address);
        List<Thread> senders =
            IntStream.range(0, SENDERS)
                .mapToObj(i -> new Thread(() -> send(i), "sender-" + i))
                .toList();
        senders.forEach(Thread::start);
        int brought = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
          awaitAnswers(3 + random.nextInt(5));
          vendor.restart();
          vendor.bring("in-" + brought, "incoming " + brought++);
          awaitAnswers(2 + random.nextInt(5));
          vendor.bring("in-" + brought, "incoming " + brought++);
          assertThat(server.endsWithin(Duration.ofNanos(random.nextInt(60_000_000)))).isFalse();
          server.kill();
          vendor.bring("in-" + brought, "incoming " + brought++);
          server = setup.start();
          address = server.address();
          answers.drainPermits();
        }
        awaitAnswers(5);
        over = true;
        for (Thread sender : senders) {
          sender.join(LIMIT.toMillis());
          assertThat(sender.isAlive()).as("%s is still sending", sender.getName()).isFalse();
        }
        assertThat(surprises).isEmpty();
        server.await("all callbacks answered", LIMIT, () -> vendor.unanswered() == 0);
        checkSent(server, vendor.taken());
        checkIncoming(server, brought);
        assertThat(server.terminate()).isZero();
      } finally {
        over = true;
        server.close();
      }
    }
  }

  /** Sends batches, each under a key of its own, and repeats each until it is answered. */
  private void send(int sender) {
    for (int n = 0; !over; n++) {
      String key = "sender-%d-%d".formatted(sender, n);
      List<String> contents = IntStream.range(0, BATCH).mapToObj(i -> key + "-" + i).toList();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      boolean answered = false;
      while (!answered && System.nanoTime() - deadline < 0) {
        answered = sent(key, contents);
      }
      if (!answered) {
        surprises.add(key + " was never answered");
        return;
      }
    }
  }

  private boolean sent(String key, List<String> contents) {
    try {
      Reply reply = soap.sendMessages(address, ticket, "http-sms", contents, Optional.of(key));
      if (reply.status() == 503) {
        return false;
      }
      if (!reply.succeeded()) {
        surprises.add(reply.toString());
      }
      batches.add(new Batch(contents, reply.deliveryStatuses()));
      answers.release();
      return true;
    } catch (IOException e) {
      // The server was killed; the same request goes to the next one.
      return false;
    }
  }

  private void awaitAnswers(int count) throws InterruptedException {
    assertThat(answers.tryAcquire(count, LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .as("%d answers; surprises: %s", count, surprises)
        .isTrue();
  }

  private void checkSent(ServerProcess server, Map<String, List<String>> taken) {
    taken.forEach((text, ids) -> assertThat(ids).as("ids of '%s'", text).hasSize(1));
    server.await("what was taken is received", LIMIT, () -> unsettled(server, taken) == 0);
    Map<String, Integer> outcomes = new TreeMap<>();
    Set<String> asked = new HashSet<>();
    for (Batch batch : batches) {
      assertThat(batch.statuses()).hasSize(BATCH);
      List<DeliveryStatus> now = statuses(server, batch);
      for (int i = 0; i < BATCH; i++) {
        String text = batch.contents().get(i);
        asked.add(text);
        outcomes.merge(check(text, batch.statuses().get(i), now.get(i), taken), 1, Integer::sum);
      }
    }
    assertThat(asked).as("messages that nobody sent").containsAll(taken.keySet());
    System.out.printf("HttpSmsCrashIT: %d taken, answers %s%n", taken.size(), outcomes);
    assertThat(outcomes).containsKey("received");
    assertThat(outcomes.keySet()).anyMatch(outcome -> outcome.startsWith("OUTCOME_UNKNOWN"));
  }

  /** How many messages the vendor took and reported that are not received yet. */
  private long unsettled(ServerProcess server, Map<String, List<String>> taken) {
    long count = 0;
    for (Batch batch : batches) {
      List<DeliveryStatus> now = statuses(server, batch);
      count +=
          IntStream.range(0, BATCH)
              .filter(i -> taken.containsKey(batch.contents().get(i)) && now.get(i).status() != 3)
              .count();
    }
    return count;
  }

  private List<DeliveryStatus> statuses(ServerProcess server, Batch batch) {
    List<Integer> ids = batch.statuses().stream().map(DeliveryStatus::messagingId).toList();
    try {
      return soap.getDeliveryStatus(server.address(), ticket, ids).deliveryStatuses();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String check(
      String text, DeliveryStatus answered, DeliveryStatus now, Map<String, List<String>> taken) {
    boolean arrived = taken.containsKey(text);
    // A receipt that came before the answer shows as Received at once.
    if (answered.status() == 1 || answered.status() == 3) {
      assertThat(arrived).as("'%s' was sent", text).isTrue();
      assertThat(now.status()).as("the status of '%s' in the end: %s", text, now).isEqualTo(3);
      return "received";
    }
    int colon = answered.description().indexOf(':');
    String code = colon > 0 ? answered.description().substring(0, colon) : answered.toString();
    switch (code) {
      // A receipt tells the vendor's id beside ours, and so settles what was lost.
      case "OUTCOME_UNKNOWN" -> {
        assertThat(now.status()).as("'%s' in the end: %s", text, now).isEqualTo(arrived ? 3 : 0);
        code = arrived ? "OUTCOME_UNKNOWN, then received" : code;
      }
      case "NOT_SENT" -> assertThat(arrived).as("'%s' was not sent", text).isFalse();
      default -> throw new AssertionError("%s of '%s'".formatted(answered, text));
    }
    return code;
  }

  private void checkIncoming(ServerProcess server, int brought) {
    Path file = directory.resolve("data").resolve("handled.jsonl");
    server.await(
        "all incoming messages handled", LIMIT, () -> handled(file).keySet().size() == brought);
    handled(file)
        .forEach((text, ids) -> assertThat(ids).as("message ids of '%s'", text).hasSize(1));
  }

  /** The message ids by text: a handler may get a message twice, always under one id. */
  private static Map<String, Set<Long>> handled(Path file) {
    Map<String, Set<Long>> ids = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      // The last line may be half written.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      for (String line : whole.lines().toList()) {
        JsonNode message = json.readTree(line);
        ids.computeIfAbsent(message.path("content").asText(), content -> new HashSet<>())
            .add(message.path("messageId").asLong());
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
