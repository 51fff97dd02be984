package org.messagingagent.server.inbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.InboxStore.IncomingFilter;
import org.messagingagent.server.store.InboxStore.IncomingRecord;
import org.messagingagent.server.store.InboxStore.Retried;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

@Timeout(60)
class DispatcherTest {

  private static final DispatchConfig QUICK =
      new DispatchConfig(
          100,
          64L * 1024 * 1024,
          3,
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofSeconds(10));

  @TempDir private Path directory;

  private final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Store store;

  @BeforeEach
  void openStore() {
    store = TestStores.open(directory.resolve("store"));
  }

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    store.close();
  }

  @Test
  void acceptedMessageReachesItsHandlerAsItWasAccepted() throws Exception {
    dispatch("sms", this::takes);
    accept("sms", "s1", "hello \uD83D\uDE00");
    IncomingMessage message = handled.take();
    assertThat(message.content()).isEqualTo("hello \uD83D\uDE00");
    assertThat(message.from()).isEqualTo("from");
    assertThat(message.to()).isEqualTo("to");
    assertThat(message.format()).isEqualTo("text/plain");
    assertThat(message.sessionKey()).contains("s1");
    assertThat(message.plugin()).isEqualTo("sms");
    assertThat(message.attempt()).isEqualTo(1);
  }

  @Test
  void messagesOfAnEarlierRunAreHandledAtTheStart() throws Exception {
    accept("sms", "", "waiting");
    dispatch("sms", this::takes);
    assertThat(handled.take().content()).isEqualTo("waiting");
  }

  @Test
  void neitherEarlierNorNewMessagesWaitForThePoll() throws Exception {
    DispatchConfig pollsHourly =
        new DispatchConfig(
            100,
            64L * 1024 * 1024,
            3,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofHours(1),
            Duration.ofSeconds(10));
    accept("sms", "", "earlier");
    dispatch("sms", this::takes, pollsHourly);
    assertThat(handled.take().content()).isEqualTo("earlier");
    accept("sms", "", "new");
    assertThat(handled.take().content()).isEqualTo("new");
  }

  @Test
  void handledMessageIsNotGivenAgain() throws Exception {
    Dispatcher first = dispatch("sms", this::takes);
    accept("sms", "", "once");
    handled.take();
    first.close();
    awaitWrites();
    assertThat(list(MessageState.HANDLED)).hasSize(1);
    dispatch("sms", this::takes);
    accept("sms", "", "twice");
    assertThat(handled.take().content()).isEqualTo("twice");
  }

  @Test
  void messagesOfASessionAreHandledOneAtATimeInOrder() throws Exception {
    int sessions = 10;
    int each = 30;
    Map<String, List<String>> orders = new ConcurrentHashMap<>();
    Map<String, AtomicInteger> inHand = new ConcurrentHashMap<>();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(sessions * each);
    dispatch(
        "sms",
        message -> {
          String session = message.sessionKey().orElseThrow();
          AtomicInteger running = inHand.computeIfAbsent(session, key -> new AtomicInteger());
          if (running.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          boolean failsFirst = message.messageId() % 7 == 0 && message.attempt() == 1;
          if (!failsFirst) {
            orders
                .computeIfAbsent(session, key -> Collections.synchronizedList(new ArrayList<>()))
                .add(message.content());
            all.countDown();
          }
          running.decrementAndGet();
          return failsFirst ? HandleOutcome.retry("not now") : HandleOutcome.handled();
        });
    for (int i = 0; i < each; i++) {
      for (int session = 0; session < sessions; session++) {
        accept("sms", "s" + session, "m" + i);
      }
    }
    assertThat(all.await(50, SECONDS)).isTrue();
    assertThat(overlaps).hasValue(0);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      expected.add("m" + i);
    }
    assertThat(orders)
        .hasSize(sessions)
        .allSatisfy((key, order) -> assertThat(order).isEqualTo(expected));
  }

  @Test
  void whileOneWaitsForItsRetryItsSessionWaitsAndOthersGoOn() throws Exception {
    CountDownLatch letGo = new CountDownLatch(1);
    dispatch(
        "sms",
        message -> {
          if (message.content().equals("first") && letGo.getCount() > 0) {
            return HandleOutcome.retry("later", Duration.ofMillis(10));
          }
          return takes(message);
        },
        withAttempts(1_000_000));
    accept("sms", "a", "first");
    accept("sms", "a", "second");
    accept("sms", "b", "other");
    assertThat(handled.take().content()).isEqualTo("other");
    assertThat(handled).isEmpty();
    letGo.countDown();
    assertThat(handled.take().content()).isEqualTo("first");
    assertThat(handled.take().content()).isEqualTo("second");
  }

  @Test
  void messageThatKeepsFailingBecomesADeadLetterWithItsReasonAndItsSessionGoesOn()
      throws Exception {
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    dispatch(
        "sms",
        message -> {
          if (message.content().equals("bad")) {
            attempts.add(message.attempt());
            throw new IllegalStateException("gateway says no");
          }
          return takes(message);
        });
    accept("sms", "a", "bad");
    accept("sms", "a", "good");
    assertThat(handled.take().content()).isEqualTo("good");
    assertThat(attempts).containsExactly(1, 2, 3);
    IncomingRecord dead = list(MessageState.DEAD).get(0);
    assertThat(dead.failures()).isEqualTo(3);
    assertThat(dead.reason()).startsWith("Gave up after 3 attempts: ").contains("gateway says no");
  }

  @Test
  void rejectedMessageIsADeadLetterAtOnce() throws Exception {
    dispatch(
        "sms",
        message ->
            message.content().equals("bad") ? HandleOutcome.rejected("never") : takes(message));
    accept("sms", "a", "bad");
    accept("sms", "a", "good");
    assertThat(handled.take().content()).isEqualTo("good");
    assertThat(list(MessageState.DEAD))
        .singleElement()
        .satisfies(
            dead -> {
              assertThat(dead.failures()).isEqualTo(1);
              assertThat(dead.reason()).isEqualTo("Rejected: never");
            });
  }

  @Test
  void deadLetterIsHandledAfterAnOperatorsRetry() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Dispatcher dispatcher =
        dispatch(
            "sms",
            message ->
                calls.incrementAndGet() == 1 ? HandleOutcome.rejected("never") : takes(message));
    accept("sms", "a", "bad");
    accept("sms", "a", "good");
    assertThat(handled.take().content()).isEqualTo("good");
    long id = list(MessageState.DEAD).get(0).id();
    assertThat(store.inbox().retry(id, Instant.now()).toCompletableFuture().get())
        .contains(new Retried(MessageState.DEAD, true));
    dispatcher.lookAgain();
    IncomingMessage again = handled.take();
    assertThat(again.content()).isEqualTo("bad");
    assertThat(again.attempt()).isEqualTo(1);
  }

  @Test
  void messageThatIsPutAsideIsNotHandledAndItsSessionIsNotOvertaken() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatchOneByOne(
            "sms",
            message -> {
              started.countDown();
              finish.await();
              return takes(message);
            });
    accept("sms", "other", "running");
    started.await();
    accept("sms", "s", "discarded");
    accept("sms", "s", "next");
    List<IncomingRecord> waiting = list(MessageState.WAITING);
    long running = idOf("other", waiting);
    long discarded =
        waiting.stream().mapToLong(IncomingRecord::id).filter(id -> id != running).min().orElse(0);

    assertThat(dispatcher.putAside("sms", running)).as("it is being handled").isFalse();
    assertThat(dispatcher.putAside("sms", discarded)).isTrue();
    assertThat(dispatcher.putAside("sms", discarded)).as("by another operator").isFalse();
    store.inbox().discard(discarded, "not wanted", Instant.now()).toCompletableFuture().get();
    dispatcher.letGo("sms", discarded);
    finish.countDown();

    assertThat(handled.take().content()).isEqualTo("running");
    assertThat(handled.take().content()).isEqualTo("next");
    assertThat(list(MessageState.DISCARDED)).hasSize(1);
  }

  @Test
  void messageThatWasPutAsideAndIsUnchangedIsHandled() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatchOneByOne(
            "sms",
            message -> {
              started.countDown();
              finish.await();
              return takes(message);
            });
    accept("sms", "first", "running");
    started.await();
    accept("sms", "second", "kept");
    long kept = idOf("second", list(MessageState.WAITING));
    assertThat(dispatcher.putAside("sms", kept)).isTrue();
    dispatcher.letGo("sms", kept);
    finish.countDown();
    assertThat(handled.take().content()).isEqualTo("running");
    assertThat(handled.take().content()).isEqualTo("kept");
  }

  @Test
  void pluginThatHangsOnLargeMessagesDelaysNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    IncomingHandler hangs =
        message -> {
          end.await();
          return HandleOutcome.handled();
        };
    IncomingHandler quick = this::takes;
    start(
        withWindowBytes(1024 * 1024),
        TestPlugin.install(directory, new TestPlugin("slow", hangs), new TestPlugin("sms", quick)));
    for (int i = 0; i < 20; i++) {
      accept("slow", "", "x".repeat(100_000));
    }
    accept("sms", "", "small");
    assertThat(handled.take().content()).isEqualTo("small");
    end.countDown();
  }

  @Test
  void messagesTooLargeForTheWindowAreFetchedWithoutWaitingForThePoll() throws Exception {
    DispatchConfig config =
        new DispatchConfig(
            100,
            1024 * 1024,
            3,
            QUICK.firstRetry(),
            QUICK.longestRetry(),
            Duration.ofHours(1),
            QUICK.drainTimeout());
    for (int i = 0; i < 30; i++) {
      accept("sms", "", "x".repeat(100_000));
    }
    dispatch("sms", this::takes, config);
    for (int i = 0; i < 30; i++) {
      handled.take();
    }
  }

  @Test
  void moreMessagesThanTheWindowHoldsAreAllHandledOnce() throws Exception {
    int count = 2_000;
    Map<Long, Integer> times = new ConcurrentHashMap<>();
    CountDownLatch all = new CountDownLatch(count);
    CountDownLatch begin = new CountDownLatch(1);
    dispatch(
        "sms",
        message -> {
          begin.await();
          times.merge(message.messageId(), 1, Integer::sum);
          all.countDown();
          return HandleOutcome.handled();
        });
    for (int i = 0; i < count; i++) {
      accept("sms", i % 3 == 0 ? "s" + i % 50 : "", "m" + i);
    }
    begin.countDown();
    assertThat(all.await(50, SECONDS)).isTrue();
    assertThat(times).hasSize(count).allSatisfy((id, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void messagesThatTogetherAreLargerThanTheWindowAreAllHandled() throws Exception {
    int count = 64;
    String large = "x".repeat(100_000);
    CountDownLatch all = new CountDownLatch(count);
    DispatchConfig small =
        new DispatchConfig(
            1_000,
            1024 * 1024,
            3,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofSeconds(10));
    dispatch(
        "sms",
        message -> {
          all.countDown();
          return HandleOutcome.handled();
        },
        small);
    for (int i = 0; i < count; i++) {
      accept("sms", "", large);
    }
    assertThat(all.await(50, SECONDS)).isTrue();
  }

  @Test
  void hangingCallDoesNotHoldUpTheOthersOfItsPlugin() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    dispatch(
        "sms",
        message -> {
          if (message.content().equals("hangs")) {
            end.await();
          }
          return takes(message);
        });
    for (int i = 0; i < 200; i++) {
      accept("sms", "", "warm");
      handled.take();
    }
    accept("sms", "", "hangs");
    for (int i = 0; i < 50; i++) {
      accept("sms", "", "goes on");
    }
    for (int i = 0; i < 50; i++) {
      assertThat(handled.take().content()).isEqualTo("goes on");
    }
    end.countDown();
    assertThat(handled.take().content()).isEqualTo("hangs");
  }

  @Test
  void pluginThatHangsDelaysNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    start(
        QUICK,
        TestPlugin.install(
            directory,
            new TestPlugin(
                "slow",
                (IncomingHandler)
                    message -> {
                      end.await();
                      return HandleOutcome.handled();
                    }),
            new TestPlugin("sms", (IncomingHandler) this::takes)));
    for (int i = 0; i < 300; i++) {
      accept("slow", "", "stuck");
    }
    accept("sms", "", "quick");
    assertThat(handled.take().content()).isEqualTo("quick");
    end.countDown();
  }

  @Test
  void messagesOfAMissingPluginWait() throws Exception {
    accept("gone", "", "patient");
    dispatch("sms", this::takes);
    accept("sms", "", "other");
    handled.take();
    awaitWrites();
    assertThat(list(MessageState.WAITING)).extracting(IncomingRecord::plugin).contains("gone");
  }

  @Test
  void stopWaitsForTheCallsThatRunAndRecordsThem() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatchOneByOne(
            "sms",
            message -> {
              started.countDown();
              finish.await();
              return takes(message);
            });
    accept("sms", "", "running");
    accept("sms", "", "behind it");
    started.await();
    Thread stop = new Thread(dispatcher::close);
    stop.start();
    while (stop.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    finish.countDown();
    stop.join();
    store.close();
    store = TestStores.open(directory.resolve("store"));
    assertThat(list(MessageState.HANDLED)).hasSize(1);
    assertThat(list(MessageState.WAITING)).hasSize(1);
  }

  @Test
  void hundredSessionsInBackOffDoNotHoldUpAFreshOne() throws Exception {
    dispatch(
        "sms",
        message ->
            message.content().equals("fresh")
                ? takes(message)
                : HandleOutcome.retry("down", Duration.ofHours(1)));
    for (int i = 0; i < 300; i++) {
      accept("sms", "down" + i, "stuck");
    }
    accept("sms", "fresh", "fresh");
    assertThat(handled.take().content()).isEqualTo("fresh");
  }

  @Test
  void stopDoesNotWaitForACallThatHasHadItsTime() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    DispatchConfig patient =
        new DispatchConfig(
            100,
            QUICK.windowBytes(),
            3,
            QUICK.firstRetry(),
            QUICK.longestRetry(),
            QUICK.pollInterval(),
            Duration.ofHours(1));
    PluginRegistry plugins =
        TestPlugin.install(
            directory,
            Map.of("limits.handle-timeout", "50ms"),
            new TestPlugin(
                "deaf",
                (IncomingHandler)
                    message -> {
                      while (end.getCount() > 0) {
                        try {
                          end.await();
                        } catch (InterruptedException e) {
                          interrupted.countDown();
                        }
                      }
                      return HandleOutcome.handled();
                    }));
    Dispatcher dispatcher = start(patient, plugins);
    accept("deaf", "s", "hangs");
    interrupted.await();
    dispatcher.close();
    awaitWrites();
    assertThat(list(MessageState.WAITING))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.failures()).isEqualTo(1);
              assertThat(message.reason())
                  .isEqualTo("It takes longer than 50 ms and was interrupted");
            });
    end.countDown();
  }

  @Test
  void attemptThatWasInterruptedForItsTimeCountsOnce() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    start(
        QUICK,
        TestPlugin.install(
            directory,
            Map.of("limits.handle-timeout", "50ms"),
            new TestPlugin(
                "slow",
                (IncomingHandler)
                    message -> {
                      if (message.attempt() == 1) {
                        hangs.await();
                      }
                      return takes(message);
                    })));
    accept("slow", "s", "first hangs");
    assertThat(handled.take().attempt()).isEqualTo(2);
  }

  private HandleOutcome takes(IncomingMessage message) {
    handled.add(message);
    return HandleOutcome.handled();
  }

  private Dispatcher dispatch(String plugin, IncomingHandler handler) {
    return dispatch(plugin, handler, QUICK);
  }

  private Dispatcher dispatch(String plugin, IncomingHandler handler, DispatchConfig config) {
    return start(config, TestPlugin.install(directory, new TestPlugin(plugin, handler)));
  }

  /** With one thread. */
  private Dispatcher dispatchOneByOne(String plugin, IncomingHandler handler) {
    return start(
        QUICK,
        TestPlugin.install(
            directory,
            PluginLimits.DEFAULTS.withConcurrency(1, 1),
            new TestPlugin(plugin, handler)));
  }

  private Dispatcher start(DispatchConfig config, PluginRegistry plugins) {
    InboxStore inbox = store.inbox();
    Dispatcher dispatcher = new Dispatcher(inbox, config, Clock.systemUTC(), new Random(1));
    open.add(dispatcher);
    plugins.tell(dispatcher);
    dispatcher.start();
    return dispatcher;
  }

  private static DispatchConfig withAttempts(int attempts) {
    return new DispatchConfig(
        100,
        QUICK.windowBytes(),
        attempts,
        QUICK.firstRetry(),
        QUICK.longestRetry(),
        QUICK.pollInterval(),
        QUICK.drainTimeout());
  }

  private static long idOf(String session, List<IncomingRecord> messages) {
    return messages.stream()
        .filter(message -> message.sessionKey().equals(session))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static DispatchConfig withWindowBytes(long bytes) {
    return new DispatchConfig(
        100,
        bytes,
        3,
        QUICK.firstRetry(),
        QUICK.longestRetry(),
        QUICK.pollInterval(),
        QUICK.drainTimeout());
  }

  private void accept(String plugin, String session, String content) throws Exception {
    store
        .inbox()
        .accept(
            new NewIncoming(
                plugin,
                "from",
                "to",
                content,
                "text/plain",
                session,
                "admin",
                Instant.now(),
                Optional.empty()))
        .toCompletableFuture()
        .get();
  }

  /** Writes are applied in order: when this one is on disk, so are those before it. */
  private void awaitWrites() throws Exception {
    store.tickets().purge(Instant.EPOCH, 1).toCompletableFuture().get();
  }

  private List<IncomingRecord> list(MessageState state) {
    return store
        .inbox()
        .list(
            new IncomingFilter(Optional.empty(), Optional.of(state), Optional.empty()),
            Long.MAX_VALUE,
            1_000);
  }
}
