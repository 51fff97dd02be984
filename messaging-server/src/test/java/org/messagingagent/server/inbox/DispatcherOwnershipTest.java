package org.messagingagent.server.inbox;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.InboxStore;
import org.messagingagent.server.store.NewIncoming;
import org.messagingagent.server.store.Partitions;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoredIncoming;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

/** What a dispatcher does where this node owns some of the partitions, and not for ever. */
@Timeout(60)
class DispatcherOwnershipTest {

  @TempDir private Path directory;

  private final Given given = new Given();
  private final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Store store;

  /** What is owned, as the test says. */
  private static final class Given implements Ownership {
    private volatile Partitions owned = Partitions.ALL;
    private volatile long epoch;
    private volatile boolean holds = true;

    @Override
    public Partitions of(String plugin) {
      return owned;
    }

    @Override
    public boolean covers(StoredIncoming message) {
      return owned.contains(message.partition()) && message.epoch() == epoch;
    }

    @Override
    public boolean holds() {
      return holds;
    }
  }

  @BeforeEach
  void openStore() {
    store = TestStores.open(directory.resolve("store"));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    store.close();
  }

  @Test
  void onlyMessagesOfOwnedPartitionsAreHandledAndTheOthersWhenTheyAreOwned() throws Exception {
    given.owned = Partitions.only(partition("ours"));
    accept("theirs", "early");
    accept("ours", "early");
    Dispatcher dispatcher = dispatch(this::takes);
    assertThat(handled.take().sessionKey()).contains("ours");
    accept("theirs", "late");
    accept("ours", "late");
    assertThat(handled.take().sessionKey()).contains("ours");
    assertThat(handled).isEmpty();
    given.owned = Partitions.ALL;
    dispatcher.ownershipChanged();
    assertThat(handled.take().content()).isEqualTo("early");
    assertThat(handled.take().content()).isEqualTo("late");
  }

  @Test
  void leaseThatDoesNotHoldStopsWorkWithoutAnAttemptAndItResumesByItself() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatch(
            message -> {
              begun.countDown();
              end.await();
              return takes(message);
            });
    accept("a", "in hand");
    begun.await();
    accept("b", "queued");
    await(() -> dispatcher.held("sms").size() == 2);
    given.holds = false;
    end.countDown();
    assertThat(handled.take().content()).isEqualTo("in hand");
    await(() -> dispatcher.held("sms").equals(Partitions.only(partition("b"))));
    assertThat(handled.poll(100, MILLISECONDS)).isNull();
    given.holds = true;
    IncomingMessage queued = handled.take();
    assertThat(queued.content()).isEqualTo("queued");
    assertThat(queued.attempt()).isEqualTo(1);
  }

  @Test
  void whatWasAcceptedWhileTheLeaseDidNotHoldIsHandledWhenItHoldsAgain() throws Exception {
    given.holds = false;
    Dispatcher dispatcher = dispatch(this::takes);
    accept("a", "waits");
    given.holds = true;
    dispatcher.ownershipChanged();
    assertThat(handled.take().content()).isEqualTo("waits");
  }

  @Test
  void lostPartitionsAreLetGoOfAndOnlyWhatIsInHandIsHeld() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatch(
            message -> {
              begun.countDown();
              end.await();
              return takes(message);
            });
    accept("a", "in hand");
    begun.await();
    accept("b", "queued");
    await(() -> dispatcher.held("sms").size() == 2);
    given.owned = Partitions.NONE;
    dispatcher.ownershipChanged();
    assertThat(dispatcher.held("sms")).isEqualTo(Partitions.only(partition("a")));
    end.countDown();
    await(() -> dispatcher.held("sms").isEmpty());
    assertThat(handled.take().content()).isEqualTo("in hand");
    assertThat(handled).isEmpty();
  }

  @Test
  void outcomeThatTheStoreRefusesLetsGoOfTheMessageAndItIsHandledAgainOnlyWhenItIsOwned()
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatch(
            refusing(store.inbox()),
            100,
            message -> {
              begun.countDown();
              end.await();
              return takes(message);
            });
    accept("a", "lost");
    begun.await();
    given.owned = Partitions.NONE;
    end.countDown();
    await(() -> dispatcher.held("sms").isEmpty());
    assertThat(handled).hasSize(1);
    given.owned = Partitions.ALL;
    dispatcher.ownershipChanged();
    await(() -> handled.size() == 2);
    assertThat(handled).extracting(IncomingMessage::attempt).containsExactly(1, 1);
  }

  @Test
  void messagesOfALostEpochAreNotReadOverAndOverUntilTheOwnershipChanges() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    given.epoch = 1; // the store knows of another one, and this node not yet
    for (int i = 0; i < 10; i++) {
      accept("s" + i, "waits");
    }
    Dispatcher dispatcher = dispatch(counting(store.inbox(), looks), 3, this::takes);
    await(() -> looks.get() > 0);
    dispatcher.ownershipChanged();
    assertThat(handled.poll(200, MILLISECONDS)).isNull();
    assertThat(looks).hasValueLessThan(10);
    given.epoch = 0;
    dispatcher.ownershipChanged();
    await(() -> handled.size() == 10);
  }

  @Test
  void newsOfOtherNodesAreLookedAfterOnceInAFewMillisecondsHoweverManyComeIn() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    AtomicReference<Consumer<String>> listener = new AtomicReference<>();
    InboxStore deaf = // messages become known by the news alone
        watched(
            store.inbox(),
            name -> name.equals("onReady"),
            (name, argument) -> {
              if (name.equals("ready")) {
                looks.incrementAndGet();
              } else if (name.equals("onElsewhere")) {
                listener.set(news(argument));
              }
            });
    dispatch(deaf, 100, this::takes);
    await(() -> looks.get() > 0);
    long begin = System.nanoTime();
    int before = looks.get();
    int sent = 0;
    while (System.nanoTime() - begin < MILLISECONDS.toNanos(100)) {
      listener.get().accept("sms");
      sent++;
    }
    long most = NANOSECONDS.toMillis(System.nanoTime() - begin) / 5 + 2;
    assertThat((long) looks.get() - before).isBetween(1L, most);
    assertThat(sent).isGreaterThan(10 * (int) most);
    accept("a", "from elsewhere");
    listener.get().accept("sms");
    assertThat(handled.take().content()).isEqualTo("from elsewhere");
  }

  @SuppressWarnings("unchecked") // what onElsewhere takes
  private static Consumer<String> news(Object listener) {
    return (Consumer<String>) listener;
  }

  @Test
  void whatWasReadUnderAnEarlierEpochIsNotBegun() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Dispatcher dispatcher =
        dispatch(
            message -> {
              begun.countDown();
              end.await();
              return takes(message);
            });
    accept("a", "in hand");
    begun.await();
    accept("b", "queued");
    await(() -> dispatcher.held("sms").size() == 2);
    given.epoch = 1; // lost and got again: the store has other messages first, perhaps
    end.countDown();
    await(() -> dispatcher.held("sms").isEmpty());
    assertThat(handled).hasSize(1);
  }

  private HandleOutcome takes(IncomingMessage message) {
    handled.add(message);
    return HandleOutcome.handled();
  }

  private Dispatcher dispatch(IncomingHandler handler) {
    return dispatch(store.inbox(), 100, handler);
  }

  private Dispatcher dispatch(InboxStore inbox, int window, IncomingHandler handler) {
    PluginRegistry plugins =
        TestPlugin.install(
            directory, PluginLimits.DEFAULTS.withConcurrency(1, 1), new TestPlugin("sms", handler));
    Dispatcher dispatcher =
        new Dispatcher(inbox, pollsHourly(window), given, Clock.systemUTC(), new Random(1));
    open.add(dispatcher);
    plugins.tell(dispatcher);
    dispatcher.start();
    return dispatcher;
  }

  /** Looks at the store only when it is told to. */
  private static DispatchConfig pollsHourly(int window) {
    return new DispatchConfig(
        window,
        64L * 1024 * 1024,
        3,
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofHours(1),
        Duration.ofSeconds(10));
  }

  /** Takes no first outcome, as one whose epoch others have closed. */
  private static InboxStore refusing(InboxStore inbox) {
    AtomicBoolean first = new AtomicBoolean(true);
    return watched(
        inbox, name -> name.equals("finish") && first.getAndSet(false), (name, argument) -> {});
  }

  private static InboxStore counting(InboxStore inbox, AtomicInteger looks) {
    return watched(
        inbox, name -> false, (name, argument) -> looks.addAndGet(name.equals("ready") ? 1 : 0));
  }

  /**
   * @param refuses told each method's name; where it says so, nothing is done, and the answer to a
   *     write is "no"
   * @param heard told each method's name and first argument
   */
  private static InboxStore watched(
      InboxStore inbox, Predicate<String> refuses, BiConsumer<String, Object> heard) {
    return (InboxStore)
        Proxy.newProxyInstance(
            InboxStore.class.getClassLoader(),
            new Class<?>[] {InboxStore.class},
            (proxy, method, arguments) -> {
              heard.accept(method.getName(), arguments == null ? "" : arguments[0]);
              if (refuses.test(method.getName())) {
                return method.getReturnType() == void.class
                    ? null
                    : CompletableFuture.completedFuture(false);
              }
              Object answer = method.invoke(inbox, arguments);
              return method.getName().equals("of")
                  ? watched((InboxStore) answer, refuses, heard)
                  : answer;
            });
  }

  private static int partition(String session) {
    return Partitions.of(session, 1);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it came in time").isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void accept(String session, String content) throws Exception {
    store
        .inbox()
        .accept(
            new NewIncoming(
                "sms",
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
}
