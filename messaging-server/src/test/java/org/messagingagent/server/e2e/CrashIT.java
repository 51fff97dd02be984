package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;

/**
 * Kills the packaged server (SIGKILL) at random moments while callers send, and starts it again on
 * the same data. What this cannot show is a power cut: the operating system lives on, and with it
 * what was written without fsync.
 *
 * <p>{@code -Dcrash.kills=100} kills more often, {@code -Dcrash.seed=…} repeats a run's moments.
 */
final class CrashIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 12);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int SENDERS_OF_EACH_KIND = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;

  private final RawSoap soap = new RawSoap();
  private final Shift shift = new Shift();
  private final List<Sender> senders = new ArrayList<>();
  private String ticket;

  /**
   * One caller, who sends one message at a time. One that repeats does so under one key until it
   * has an answer; one that does not goes on with its next message.
   */
  private final class Sender implements Runnable {
    private final String name;
    private final String session;
    private final boolean repeats;
    private final List<String> acknowledged = new ArrayList<>();
    private final Thread thread;

    Sender(String name, String session, boolean repeats) {
      this.name = name;
      this.session = session;
      this.repeats = repeats;
      this.thread = new Thread(this, name);
    }

    @Override
    public void run() {
      for (int n = 0; !shift.isOver(); n++) {
        String id = name + "-" + n;
        Incoming message = Incoming.to("file", id).inSession(session);
        Optional<String> key = repeats ? Optional.of("key-" + id) : Optional.empty();
        Shift.Request request = server -> soap.createMessage(server, ticket, message, key);
        Optional<Reply> reply =
            repeats ? Optional.of(shift.untilAnswered(request)) : shift.once(request);
        if (reply.filter(Reply::succeeded).isPresent()) {
          acknowledged.add(id);
        }
      }
    }
  }

  @Test
  void everyAcknowledgedMessageIsHandledWhateverTheMomentOfTheCrash() throws Exception {
    System.out.printf("CrashIT: %d kills, -Dcrash.seed=%d%n", KILLS, SEED);
    Random random = new Random(SEED);
    ServerSetup setup = ServerSetup.in(directory);
    ServerProcess server = setup.start();
    try {
      ticket = soap.logOn(server.address());
      shift.opens(server.address());
      startSenders();
      for (int kill = 1; kill <= KILLS; kill++) {
        shift.awaitAnswers(1 + random.nextInt(random.nextBoolean() ? 50 : 500));
        shift.willBeKilled();
        assertThat(server.endsWithin(Duration.ofNanos(random.nextInt(10_000_000))))
            .as("the server ends by itself: %s", server.output())
            .isFalse();
        server.kill();
        if (kill % 4 == 0) {
          killDuringStart(setup, random);
        }
        server = setup.start();
        shift.opens(server.address());
      }
      shift.awaitAnswers(100);
      shift.ends();
      for (Sender sender : senders) {
        sender.thread.join(LIMIT.toMillis());
        assertThat(sender.thread.isAlive()).as("%s is still sending", sender.name).isFalse();
      }
      JsonLines handled = new JsonLines(setup.dataDirectory().resolve("handled.jsonl"));
      awaitAllHandled(server, handled);
      assertThat(server.terminate()).isZero();
      handled.more();
      check(handled, setup.starts());
    } finally {
      shift.ends();
      server.close();
    }
  }

  private void startSenders() {
    for (int i = 0; i < SENDERS_OF_EACH_KIND; i++) {
      senders.add(new Sender("session-repeating-" + i, "session-r" + i, true));
      senders.add(new Sender("session-" + i, "session-" + i, false));
      senders.add(new Sender("repeating-" + i, "", true));
      senders.add(new Sender("plain-" + i, "", false));
    }
    senders.forEach(
        sender -> {
          sender.thread.setDaemon(true);
          sender.thread.start();
        });
  }

  private static void killDuringStart(ServerSetup setup, Random random) {
    try (ServerProcess starting = setup.launch()) {
      starting.endsWithin(Duration.ofMillis(random.nextInt(1_500)));
      starting.kill();
    }
  }

  private void awaitAllHandled(ServerProcess server, JsonLines handled) {
    Set<String> missing = new HashSet<>();
    senders.forEach(sender -> missing.addAll(sender.acknowledged));
    server.await(
        "every acknowledged message is in handled.jsonl",
        LIMIT,
        () -> {
          handled.more().forEach(line -> missing.remove(line.path("content").asText()));
          return missing.isEmpty();
        });
  }

  private void check(JsonLines handled, int starts) {
    Map<Long, Integer> timesHandled = new HashMap<>();
    Map<String, Set<Long>> messageIds = new HashMap<>();
    Map<String, Set<String>> firstHandlings = new HashMap<>();
    for (JsonNode line : handled.lines()) {
      String content = line.path("content").asText();
      long messageId = line.path("messageId").asLong();
      timesHandled.merge(messageId, 1, Integer::sum);
      messageIds.computeIfAbsent(content, c -> new HashSet<>()).add(messageId);
      firstHandlings
          .computeIfAbsent(line.path("sessionKey").asText(""), s -> new LinkedHashSet<>())
          .add(content);
    }
    Map<Integer, Long> histogram = new TreeMap<>();
    timesHandled.values().forEach(times -> histogram.merge(times, 1L, Long::sum));
    int acknowledged = senders.stream().mapToInt(sender -> sender.acknowledged.size()).sum();
    System.out.printf(
        "CrashIT: %d starts, %d acknowledged, %d handled, of these (times handled = messages) %s, %d torn lines%n",
        starts, acknowledged, timesHandled.size(), histogram, handled.torn().size());

    assertThat(shift.surprises()).as("answers other than success").isEmpty();
    assertThat(handled.torn()).as("lines that a crash tore").hasSizeLessThanOrEqualTo(starts);
    messageIds.forEach(
        (content, ids) ->
            assertThat(ids).as("the ids under which %s is stored", content).hasSize(1));
    for (Sender sender : senders) {
      assertThat(sender.acknowledged).as("acknowledged to %s", sender.name).isNotEmpty();
      if (!sender.session.isEmpty()) {
        List<String> inOrder = new ArrayList<>(firstHandlings.get(sender.session));
        inOrder.retainAll(new HashSet<>(sender.acknowledged));
        assertThat(inOrder)
            .as("order of first handling in %s", sender.session)
            .isEqualTo(sender.acknowledged);
      }
    }
  }
}
