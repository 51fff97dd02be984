package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Administration.IncomingEntry;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

/** Plugins that hang or throw in every call, beside one that works. */
@Timeout(90)
class BulkheadTest {

  private static final int MESSAGES = 20;

  /** Far below the time that a call which sends may take. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private static final Map<String, String> IMPATIENT =
      Map.of(
          "limits.handle-timeout", "100ms",
          "limits.send-timeout", "100ms",
          "limits.callback-timeout", "100ms");

  @TempDir private Path directory;
  private final CountDownLatch release = new CountDownLatch(1);
  private final Recorder good = new Recorder();
  private final Deaf deaf = new Deaf();
  private final Thrower thrower = new Thrower();
  private OperatedServer server;

  @AfterEach
  void stop() {
    release.countDown();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void pluginWorksWhileAnotherHangsInEveryCallAndAThirdThrowsInEveryCall() throws Exception {
    start(Map.of("limits.breaker-pause", "1h"));
    for (int i = 0; i < MESSAGES; i++) {
      server.create("deaf", "in-" + i);
      server.create("thrower", "in-" + i);
    }
    awaitState("deaf", "stuck");
    awaitState("thrower", "suspended");
    assertThat(server.send("deaf", "a", "b"))
        .allSatisfy(status -> assertThat(status.description()).startsWith("OUTCOME_UNKNOWN: "));
    for (int i = 0; i < 5; i++) {
      server.send("thrower", "x");
      assertThat(server.call("deaf", "/x", "")).isEqualTo(503);
      assertThat(server.call("thrower", "/x", "")).isEqualTo(500);
    }

    for (int i = 0; i < 200; i++) {
      server.create("good", "in-" + i);
    }
    OperatedServer.await("good has handled all", () -> good.handled.size() == 200);
    assertThat(server.send("good", "a", "b")).allMatch(status -> status.status() == 1);

    assertThat(threads("deaf"))
        .containsOnly(
            Map.entry("handle", 2),
            Map.entry("send", 2),
            Map.entry("callback", 2),
            Map.entry("timer of callbacks", 1));
    assertThat(threads("thrower"))
        .allSatisfy((purpose, count) -> assertThat(count).as(purpose).isLessThanOrEqualTo(2));
    assertThat(server.state("deaf")).isEqualTo("stuck");
    assertThat(server.state("thrower")).isEqualTo("suspended");
    assertThat(server.plugin("deaf").problem()).contains("handling: ", "sending: ");
    assertThat(server.state("good")).isEqualTo("running");
    assertWaitingUnharmed("deaf", 2);
    assertWaitingUnharmed("thrower", thrower.handles.get());
    assertThat(thrower.handles.get()).isBetween(5, 6);
    assertThat(server.count("good", "handled")).isEqualTo(200);
  }

  @Test
  void sendingToAPluginThatIsNotCalledIsAnsweredAtOnce() throws Exception {
    start(Map.of("limits.breaker-pause", "1h"));
    server.send("deaf", "a", "b");
    for (int i = 0; i < 5; i++) {
      server.send("thrower", "x");
    }
    server.operator.pausePlugin("good");

    assertNotSentAtOnce("deaf", "hang");
    assertNotSentAtOnce("thrower", "too many of its last calls failed");
    assertNotSentAtOnce("good", "an operator paused it");
    assertThat(good.sent).isEmpty();
    assertThat(deaf.sends).hasValue(2);
    assertThat(thrower.sends).hasValue(5);

    server.operator.resumePlugin("good");
    assertThat(server.send("good", "a")).allMatch(status -> status.status() == 1);
  }

  @Test
  void waitingForAPluginThatHangsOrIsSuspendedUsesUpNoAttempt() throws Exception {
    start(Map.of("limits.breaker-pause", "300ms"));
    for (int i = 0; i < MESSAGES; i++) {
      server.create("deaf", "in-" + i);
      server.create("thrower", "in-" + i);
    }
    awaitState("deaf", "stuck");
    awaitState("thrower", "suspended");

    int failed = thrower.handles.get();
    thrower.healed = true;
    release.countDown();

    OperatedServer.await(
        () -> "all are handled: " + server.operator.counts(),
        () -> server.count("thrower", "handled") + server.count("deaf", "handled") == 2 * MESSAGES);
    assertThat(thrower.attempts).hasSize(MESSAGES);
    assertThat(thrower.attempts.values().stream().filter(attempt -> attempt > 1).count())
        .as("messages for which the plugin was called before")
        .isEqualTo(failed);
    assertThat(thrower.attempts.values()).allMatch(attempt -> attempt <= 2);
    assertThat(deaf.attempts).hasSize(MESSAGES).allSatisfy((m, n) -> assertThat(n).isOne());
    awaitState("deaf", "running");
    awaitState("thrower", "running");
  }

  @Test
  void waitingForTheRateOrForAnOperatorUsesUpNoAttempt() throws Exception {
    start(Map.of("limits.handle-rate", "50"));
    server.operator.pausePlugin("good");
    for (int i = 0; i < MESSAGES; i++) {
      server.create("good", "in-" + i);
    }
    assertThat(server.state("good")).isEqualTo("paused");
    assertThat(server.incoming("good"))
        .hasSize(MESSAGES)
        .allMatch(message -> message.state().equals("waiting") && message.failures() == 0);
    assertThat(good.handled).isEmpty();

    long start = System.nanoTime();
    server.operator.resumePlugin("good");
    OperatedServer.await("all are handled", () -> good.handled.size() == MESSAGES);

    // Two portions of five may come at once, the other ten at 50 a second.
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(180).toNanos());
    assertThat(good.handled).extracting(IncomingMessage::attempt).containsOnly(1);
  }

  @Test
  void handlerThatIsInterruptedForItsTimeIsCalledAgainAndItsAttemptCountsOnce() throws Exception {
    List<Integer> attempts = new ArrayList<>();
    CountDownLatch interrupted = new CountDownLatch(1);
    IncomingHandler slow =
        message -> {
          attempts.add(message.attempt());
          if (attempts.size() == 1) {
            try {
              release.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
          }
          return HandleOutcome.handled();
        };
    server =
        OperatedServer.in(
            directory,
            builder ->
                builder
                    .plugin(new TestPlugin("slow", slow))
                    .pluginSettings("slow", limits(Map.of(), IMPATIENT)));

    server.create("slow", "in");

    OperatedServer.await("it is handled", () -> server.count("slow", "handled") == 1);
    assertThat(interrupted.getCount()).isZero();
    assertThat(attempts).containsExactly(1, 2);
    assertThat(server.incoming("slow"))
        .singleElement()
        .satisfies(message -> assertThat(message.failures()).isOne());
  }

  private void start(Map<String, String> more) throws IOException {
    server =
        OperatedServer.in(
            directory,
            builder ->
                builder
                    .plugin(new TestPlugin("deaf", deaf))
                    .pluginSettings("deaf", limits(more, IMPATIENT))
                    .plugin(new TestPlugin("thrower", thrower))
                    .pluginSettings("thrower", limits(more, Map.of()))
                    .plugin(new TestPlugin("good", good))
                    .pluginSettings("good", limits(more, Map.of())));
  }

  private static Map<String, String> limits(Map<String, String> some, Map<String, String> others) {
    Map<String, String> limits = new HashMap<>(some);
    limits.putAll(others);
    limits.put("limits.handle-concurrency", "2");
    limits.put("limits.send-concurrency", "2");
    limits.put("limits.callback-concurrency", "2");
    limits.put("limits.breaker-calls", "5");
    return limits;
  }

  private void awaitState(String plugin, String state) {
    OperatedServer.await(
        () -> plugin + " is " + state + ": " + server.plugin(plugin),
        () -> server.state(plugin).equals(state));
  }

  /** All its messages wait, and only those count an attempt for which it was called. */
  private void assertWaitingUnharmed(String plugin, int calls) {
    List<IncomingEntry> messages = server.incoming(plugin);
    assertThat(messages).hasSize(MESSAGES).allMatch(message -> message.state().equals("waiting"));
    assertThat(messages.stream().mapToInt(IncomingEntry::failures).sum()).isEqualTo(calls);
  }

  private void assertNotSentAtOnce(String plugin, String why) throws IOException {
    long start = System.nanoTime();
    assertThat(server.send(plugin, "m", "n"))
        .hasSize(2)
        .allSatisfy(
            status -> {
              assertThat(status.status()).isZero();
              assertThat(status.description()).startsWith("NOT_SENT: ").contains(why);
            });
    assertThat(System.nanoTime() - start).isLessThan(AT_ONCE.toNanos());
  }

  /** The live threads named for a plugin, by what they are for. */
  private static Map<String, Integer> threads(String plugin) {
    Map<String, Integer> counts = new HashMap<>();
    Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.contains("-" + plugin))
        .forEach(name -> counts.merge(purpose(name, plugin), 1, Integer::sum));
    return counts;
  }

  private static String purpose(String thread, String plugin) {
    return thread
        .replaceFirst("^messaging-", "")
        .replaceFirst("-" + plugin + "(-[0-9]+)?$", "")
        .replaceFirst("callback-" + plugin + "-timer.*", "timer of callbacks");
  }

  /** Hangs in every call until the test ends, whoever interrupts it. */
  private final class Deaf implements IncomingHandler, OutgoingSender, CallbackHandler {

    private final AtomicInteger sends = new AtomicInteger();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      attempts.put(message.content(), message.attempt());
      hang();
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      sends.incrementAndGet();
      hang();
      return SendOutcome.sent();
    }

    @Override
    public CallbackResponse answer(CallbackRequest request) {
      hang();
      return CallbackResponse.ok();
    }

    private void hang() {
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          continue;
        }
      }
    }
  }

  /** Throws in every call, exceptions and errors in turn, until it is healed. */
  private static final class Thrower implements IncomingHandler, OutgoingSender, CallbackHandler {

    private final AtomicInteger handles = new AtomicInteger();
    private final AtomicInteger sends = new AtomicInteger();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private volatile boolean healed;

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      if (!healed) {
        fail(handles.incrementAndGet());
      }
      attempts.put(message.content(), message.attempt());
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      fail(sends.incrementAndGet());
      return SendOutcome.sent();
    }

    @Override
    public CallbackResponse answer(CallbackRequest request) {
      throw new NoClassDefFoundError("acme/Gateway");
    }

    private static void fail(int call) {
      if (call % 2 == 0) {
        throw new StackOverflowError();
      }
      throw new IllegalStateException("the gateway is away");
    }
  }
}
