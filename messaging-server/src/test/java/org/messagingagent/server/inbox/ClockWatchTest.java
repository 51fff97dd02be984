package org.messagingagent.server.inbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

/** The machine's clock jumps while messages wait. */
@Timeout(60)
class ClockWatchTest {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final DispatchConfig CONFIG =
      new DispatchConfig(
          100,
          64L << 20,
          20,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofMillis(5),
          Duration.ofSeconds(10));

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  private Store store;
  private PluginRegistry plugins;
  private Dispatcher dispatcher;
  private volatile boolean fails;

  @BeforeEach
  void open() {
    store = TestStores.open(directory.resolve("store"));
    plugins = TestPlugin.install(directory, new TestPlugin("sms", (IncomingHandler) this::handle));
  }

  @AfterEach
  void close() {
    dispatcher.close();
    store.close();
  }

  @Test
  void messagesThatWaitAreHandledAfterAStartWithAClockThatWasSetBack() throws Exception {
    List<String> contents = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      accept("", "message " + i);
      contents.add("message " + i);
    }
    clock.advance(YEAR.negated());
    start();

    List<String> got = new ArrayList<>();
    while (got.size() < contents.size()) {
      got.add(next().content());
    }
    assertThat(got).containsExactlyInAnyOrderElementsOf(contents);
  }

  @Test
  void sessionStaysInOrderWhereTheClockIsSetBack() throws Exception {
    for (int i = 0; i < 20; i++) {
      accept("s", "" + i);
    }
    clock.advance(YEAR.negated());
    start();
    for (int i = 0; i < 10; i++) {
      assertThat(next().content()).isEqualTo("" + i);
    }
    clock.advance(YEAR.negated());
    for (int i = 10; i < 20; i++) {
      assertThat(next().content()).isEqualTo("" + i);
    }
  }

  @Test
  void retryComesInItsTimeWhereTheClockIsSetBackMeanwhile() throws Exception {
    start();
    fails = true;
    accept("", "fails once");
    assertThat(next().attempt()).isEqualTo(1);
    awaitFailures(1);
    fails = false;

    clock.advance(Duration.ofHours(-3));

    assertThat(next().attempt()).isEqualTo(2);
  }

  @Test
  void backOffGoesOnWhereTheClockIsCorrectedByALittle() throws Exception {
    start();
    fails = true;
    accept("", "fails");
    next();
    awaitFailures(1);

    clock.advance(Duration.ofSeconds(-2)); // the back-off is at least 48 s, and at most 72 s
    accept("", "another");
    assertThat(next().content()).isEqualTo("another");
    assertThat(handled).isEmpty();
  }

  @Test
  void clockThatLeapsForwardCostsAWaitingMessageOneAttempt() throws Exception {
    start();
    fails = true;
    accept("", "fails");
    assertThat(next().attempt()).isEqualTo(1);
    for (int failures = 1; failures < CONFIG.maxAttempts(); failures++) {
      awaitFailures(failures);
      assertThat(handled).isEmpty();

      clock.advance(YEAR);

      assertThat(next().attempt()).isEqualTo(failures + 1);
    }
  }

  private void start() {
    dispatcher = new Dispatcher(store.inbox(), CONFIG, clock, new Random(1));
    plugins.tell(dispatcher);
    dispatcher.start();
  }

  private HandleOutcome handle(IncomingMessage message) {
    handled.add(message);
    return fails ? HandleOutcome.retry("down") : HandleOutcome.handled();
  }

  private IncomingMessage next() throws InterruptedException {
    IncomingMessage next = handled.poll(30, SECONDS);
    assertThat(next).as("a message within 30 s").isNotNull();
    return next;
  }

  private void awaitFailures(int failures) {
    while (store.inbox().find(1).orElseThrow().failures() < failures) {
      Thread.onSpinWait();
    }
  }

  private void accept(String session, String content) {
    store
        .inbox()
        .accept(
            new NewIncoming(
                "sms",
                "from",
                "to",
                content,
                "text",
                session,
                "admin",
                clock.instant(),
                Optional.empty()))
        .toCompletableFuture()
        .join();
  }
}
