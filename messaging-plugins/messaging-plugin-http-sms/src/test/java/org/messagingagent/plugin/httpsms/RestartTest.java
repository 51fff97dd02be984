package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

/** The gateway goes away and comes back in mid-load. */
class RestartTest {

  private static final int THREADS = 4;
  private static final int MESSAGES = 200;
  private static final int RESTARTS = 5;

  @TempDir Path directory;

  @Test
  void nothingIsLostAndNothingIsTakenTwice() throws Exception {
    Map<String, Integer> taken = new ConcurrentHashMap<>();
    AtomicInteger ids = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (FakeGateway gateway = FakeGateway.start();
        Rig rig = Rig.open(directory, Rig.simple(gateway.url()))) {
      gateway.otherwise(
          request -> {
            String text =
                Extractor.parse("json:/text").first(received(request.text())).orElseThrow();
            taken.merge(text, 1, Integer::sum);
            return GatewayAnswer.json(200, "{\"id\":\"%d\"}".formatted(ids.incrementAndGet()));
          });
      List<Future<SendOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        int number = i;
        outcomes.add(threads.submit(() -> untilItIsKnown(rig, number)));
      }
      for (int i = 1; i <= RESTARTS; i++) {
        outcomes.get(i * MESSAGES / (RESTARTS + 1)).get(60, TimeUnit.SECONDS);
        gateway.goAway();
        gateway.comeBack();
      }
      for (int i = 0; i < MESSAGES; i++) {
        SendOutcome outcome = outcomes.get(i).get(60, TimeUnit.SECONDS);
        int times = taken.getOrDefault("message " + i, 0);
        assertThat(outcome.kind()).as("message %d: %s", i, outcome).isIn(Kind.SENT, Kind.UNKNOWN);
        assertThat(times).as("times that message %d was taken", i).isLessThan(2);
        if (outcome.kind() == Kind.SENT) {
          assertThat(times).isOne();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What the server does with a retry. */
  private static SendOutcome untilItIsKnown(Rig rig, int number) throws Exception {
    SendOutcome outcome = rig.send(number, "message " + number);
    for (int attempt = 2; attempt < 1_000 && outcome.kind() == Kind.RETRY; attempt++) {
      outcome = rig.send(number, "message " + number);
    }
    return outcome;
  }

  private static Received received(String json) {
    return Received.of(Rig.request("POST", "/", Map.of(), json));
  }
}
