package org.messagingagent.server.e2e.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.smpp.TestSmsc;
import org.messagingagent.server.e2e.RawSoap;
import org.messagingagent.server.e2e.Reply;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.server.e2e.ServerProcess;
import org.messagingagent.server.e2e.ServerSetup;

/**
 * Kills the packaged server while it sends and receives SMS, and has the SMSC go away and come back
 * meanwhile: no short message goes out twice, statuses are right in the end, and each incoming
 * message is stored once. {@code -Dcrash.smpp.kills} and {@code -Dcrash.seed}.
 */
final class SmppCrashIT {

  private static final int KILLS = Integer.getInteger("crash.smpp.kills", 4);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int SENDERS = 3;
  private static final int BATCH = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int ERROR = 0;
  private static final int SENT = 1;
  private static final int RECEIVED = 3;

  /** Octets of the header of parts, which may be anything. */
  private static final int HEADER = 6;

  private static final String LONG = " and so on".repeat(36);

  @TempDir private Path directory;
  private final TestSmsc smsc = TestSmsc.start();
  private final RawSoap soap = new RawSoap();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger brought = new AtomicInteger();
  private final List<Batch> batches = new CopyOnWriteArrayList<>();
  private Optional<URI> address = Optional.empty();
  private volatile boolean over;
  private volatile String ticket = "";

  /** Messages of one call, and what the caller was told. */
  private record Batch(List<String> contents, List<DeliveryStatus> told) {}

  @AfterEach
  void stop() {
    over = true;
    smsc.close();
  }

  @Test
  void nothingIsSentTwiceAndStatusesAreRightInTheEnd() throws Exception {
    System.out.printf("SmppCrashIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    smsc.receipts(TestSmsc.Receipts.MIXED_AND_TWICE, TestSmsc.Ids.RECEIPTS_IN_DECIMAL);
    ServerSetup setup = setup();
    ServerProcess server = setup.start();
    try {
      ticket = soap.logOn(server.address());
      opens(Optional.of(server.address()));
      List<Thread> threads = threads();
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitMoreAnswers(server, 5 + random.nextInt(10));
        if (kill % 2 == 0) {
          smsc.goAway();
          smsc.comeBack();
          awaitMoreAnswers(server, 3);
        }
        assertThat(server.endsWithin(Duration.ofNanos(random.nextInt(100_000_000)))).isFalse();
        opens(Optional.empty());
        server.kill();
        server = setup.start();
        opens(Optional.of(server.address()));
      }
      awaitMoreAnswers(server, 10);
      over = true;
      for (Thread thread : threads) {
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).as("%s goes on", thread.getName()).isFalse();
      }
      checkOutgoing(server);
      checkIncoming(server);
      assertThat(server.terminate()).isZero();
    } finally {
      over = true;
      server.close();
    }
  }

  private ServerSetup setup() {
    return ServerSetup.in(directory)
        .with("MESSAGING_PLUGIN_SMPP_ENABLED", "true")
        .with("MESSAGING_PLUGIN_SMPP_HOST", "127.0.0.1")
        .with("MESSAGING_PLUGIN_SMPP_PORT", Integer.toString(smsc.port()))
        .with("MESSAGING_PLUGIN_SMPP_SYSTEM_ID", "esme")
        .with("MESSAGING_PLUGIN_SMPP_WINDOW", "20")
        .with("MESSAGING_PLUGIN_SMPP_RECEIPT_IDS", "decimal")
        .with("MESSAGING_PLUGIN_SMPP_RECONNECT_MIN", "50ms")
        .with("MESSAGING_PLUGIN_SMPP_RECONNECT_MAX", "500ms")
        .with("MESSAGING_PLUGIN_SMPP_INCOMING_HANDLER", "file");
  }

  private List<Thread> threads() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      String name = "sender-" + i;
      threads.add(new Thread(() -> send(name), name));
    }
    threads.add(new Thread(this::bring, "phone"));
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    return threads;
  }

  private void send(String name) {
    for (int n = 0; !over; n++) {
      String key = "%s-%d".formatted(name, n);
      List<String> contents =
          IntStream.range(0, BATCH)
              .mapToObj(i -> "<%s-%d>%s".formatted(key, i, i == 0 ? LONG : ""))
              .toList();
      batches.add(new Batch(contents, untilAnswered(contents, key)));
      answers.incrementAndGet();
    }
  }

  private List<DeliveryStatus> untilAnswered(List<String> contents, String key) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        Reply reply = soap.sendMessages(awaitServer(), ticket, "smpp", contents, Optional.of(key));
        if (reply.succeeded()) {
          return reply.deliveryStatuses();
        }
      } catch (IOException e) {
        Thread.yield(); // the server is being killed
      }
    }
    throw new AssertionError(key + " was not answered");
  }

  private synchronized void opens(Optional<URI> server) {
    address = server;
    notifyAll();
  }

  private synchronized URI awaitServer() {
    try {
      if (address.isEmpty()) {
        wait(LIMIT.toMillis());
      }
      return address.orElseThrow(() -> new AssertionError("There is no server"));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void bring() {
    while (!over) {
      smsc.message("in-" + brought.incrementAndGet());
    }
  }

  private void awaitMoreAnswers(ServerProcess server, int more) {
    int wanted = answers.get() + more;
    server.await(more + " more answers", LIMIT, () -> answers.get() >= wanted);
  }

  private void checkOutgoing(ServerProcess server) {
    Map<String, Integer> taken = taken();
    taken.forEach((content, times) -> assertThat(times).as("times of %s", content).isOne());
    Map<String, Integer> outcomes = new TreeMap<>();
    Set<String> reasons = new TreeSet<>();
    for (Batch batch : batches) {
      assertThat(batch.told()).hasSize(BATCH);
      for (int i = 0; i < BATCH; i++) {
        String content = name(batch.contents().get(i));
        DeliveryStatus told = batch.told().get(i);
        String outcome = Told.outcome(told);
        outcomes.merge(outcome, 1, Integer::sum);
        switch (outcome) {
          case "SENT" -> {
            assertThat(taken).containsKey(content);
            server.await(
                "the receipts of " + content,
                LIMIT,
                () -> Told.status(soap, server, ticket, told.messagingId()).status() == RECEIVED);
          }
          case "NOT_SENT" -> assertThat(taken).doesNotContainKey(content);
          case "OUTCOME_UNKNOWN" -> {
            int status = Told.status(soap, server, ticket, told.messagingId()).status();
            assertThat(status).as("status of %s in the end", content).isIn(ERROR, SENT, RECEIVED);
            if (status != ERROR) {
              assertThat(taken).containsKey(content);
            }
          }
          default -> throw new AssertionError("%s of %s".formatted(told, content));
        }
        if (outcome.equals("NOT_SENT")) {
          reasons.add(told.description());
        }
      }
    }
    System.out.printf("SmppCrashIT: %d messages taken, answers %s%n", taken.size(), outcomes);
    assertThat(outcomes).as("%s", reasons).containsKey("SENT");
  }

  private void checkIncoming(ServerProcess server) {
    int last = brought.get();
    server.await("the last incoming message", LIMIT, () -> handled().containsKey("in-" + last));
    Map<String, Set<Long>> handled = handled();
    assertThat(handled).hasSize(last);
    handled.forEach((content, ids) -> assertThat(ids).as("ids of %s", content).hasSize(1));
    System.out.printf(
        "SmppCrashIT: %d incoming messages, %d times brought again%n", last, smsc.broughtAgain());
  }

  /** The inbox's ids by content, as the plugin {@code file} wrote them. */
  private Map<String, Set<Long>> handled() {
    Map<String, Set<Long>> handled = new HashMap<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<String> lines = Files.lines(directory.resolve("data").resolve("handled.jsonl"))) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.endsWith("}")) {
          JsonNode node = json.readTree(line);
          handled
              .computeIfAbsent(node.path("content").asText(), content -> new TreeSet<>())
              .add(node.path("messageId").asLong());
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return handled;
  }

  /** How often the SMSC took each message, or the first part of it. */
  private Map<String, Integer> taken() {
    Map<String, Integer> taken = new HashMap<>();
    for (TestSmsc.Submitted submitted : smsc.submitted()) {
      String text = new String(submitted.pdu().getShortMessage(), StandardCharsets.ISO_8859_1);
      int begin = text.indexOf('<', submitted.pdu().isUdhi() ? HEADER : 0);
      if (begin >= 0) {
        taken.merge(name(text.substring(begin)), 1, Integer::sum);
      }
    }
    return taken;
  }

  private static String name(String content) {
    return content.substring(0, content.indexOf('>') + 1);
  }
}
