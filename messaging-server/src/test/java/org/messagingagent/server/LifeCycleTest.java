package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.store.StoreException;
import org.messagingagent.server.support.Await;
import org.messagingagent.server.support.Footprint;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;

/** Starting and stopping, also where somebody does it wrongly. */
@Timeout(60)
class LifeCycleTest {

  private static final long MIB = 1024 * 1024;
  private static final Caller HOST = Caller.trusted("host");

  @TempDir private Path directory;
  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final IncomingHandler handler =
      message -> {
        handled.add(message.content());
        return HandleOutcome.handled();
      };

  @Test
  void serverRunsOnceAndSaysSo() {
    MessagingServer server = builder().build();
    assertThatThrownBy(() -> call(server)).hasMessageContaining("start()");
    server.start();
    assertThatThrownBy(server::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("started before");
    call(server);
    server.close();
    server.close();
    assertThatThrownBy(server::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> call(server))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stopped");
    assertNothingIsLeft();
  }

  @Test
  void secondOfOneBuilderIsRefusedWhileTheFirstRuns() {
    MessagingServerBuilder builder = builder();
    try (MessagingServer server = builder.start()) {
      assertThatThrownBy(builder::start).isInstanceOf(StoreException.class);
      call(server);
    }
    builder.start().close();
    assertNothingIsLeft();
  }

  @Test
  void closeEndsAStartThatIsUnderWayAndWaitsForItsEnd() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    MessagingServer server = builder().plugin(opens("slow", opening, hold)).build();
    CompletableFuture<Void> start = CompletableFuture.runAsync(server::start);
    assertThat(opening.await(10, TimeUnit.SECONDS)).isTrue();
    Thread close = new Thread(server::close);
    close.start();
    Await.until("the close waits", () -> close.getState() == Thread.State.BLOCKED);
    hold.countDown();

    close.join();
    assertThatThrownBy(start::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed while it was starting");
    assertNothingIsLeft();
  }

  @Test
  void twoPluginsOfOneNameAreRefused() {
    MessagingServerBuilder twins =
        builder().plugin(new TestPlugin("twin", handler)).plugin(new TestPlugin("twin", handler));
    assertThatThrownBy(twins::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'twin'");
    assertNothingIsLeft();
  }

  @Test
  void stoppedExecutorIsRefusedAndNothingIsOpened() {
    ExecutorService stopped = Executors.newSingleThreadExecutor();
    stopped.shutdown();
    assertThatThrownBy(() -> builder().executor(stopped).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("executor");
    assertNothingIsLeft();
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void handlersRunInTheApplicationsThreadsAndGoOnWhenTheseAreFreeAgain() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Set<String> threads = ConcurrentHashMap.newKeySet();
    ExecutorService executor =
        Executors.newFixedThreadPool(1, work -> new Thread(work, "application"));
    IncomingHandler named =
        message -> {
          threads.add(Thread.currentThread().getName());
          handled.add(message.content());
          return HandleOutcome.handled();
        };
    try {
      try (MessagingServer server =
          MessagingServer.builder()
              .dataDirectory(directory.resolve("data"))
              .noHttp()
              .executor(executor)
              .plugin(new TestPlugin("sms", named))
              .user("crm", "correct horse")
              .start()) {
        executor.execute(() -> awaitUninterruptibly(hold));
        for (int i = 0; i < 200; i++) {
          call(server);
        }
        assertThat(handled).isEmpty();
        hold.countDown();
        for (int i = 0; i < 200; i++) {
          assertThat(handled.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
        }
      }
      assertThat(threads).containsExactly("application");
      assertThat(executor.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
    } finally {
      executor.shutdownNow();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertNothingIsLeft();
  }

  @Test
  void interruptOfWhoeverStartsEndsTheStartAndSaysSo() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    MessagingServer server =
        builder().plugin(opens("slow", opening, new CountDownLatch(1))).build();
    CompletableFuture<Boolean> still = new CompletableFuture<>();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread start =
        new Thread(
            () -> {
              failure.complete(catchThrowable(server::start));
              still.complete(Thread.currentThread().isInterrupted());
            });
    start.start();
    assertThat(opening.await(10, TimeUnit.SECONDS)).isTrue();
    start.interrupt();
    start.join();

    assertThat(failure.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupted");
    assertThat(still.get()).isTrue();
    assertNothingIsLeft();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> builder().start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    builder().start().close();
  }

  @Test
  void interruptOfWhoeverClosesLeavesNothingBehind() throws Exception {
    MessagingServer server = builder().noHttp().start();
    Thread.currentThread().interrupt();
    server.close();
    assertThat(Thread.interrupted()).isTrue();
    assertNothingIsLeft();
  }

  @Test
  void interruptDuringTheStopCutsNothingShort() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    IncomingHandler slow =
        message -> {
          entered.countDown();
          hold.await();
          return handler.handle(message);
        };
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory.resolve("data"))
            .noHttp()
            .plugin(new TestPlugin("sms", slow))
            .user("crm", "correct horse")
            .start();
    call(server);
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    Thread close = new Thread(server::close);
    close.start();
    Await.until("the close waits", () -> close.getState() == Thread.State.WAITING);
    close.interrupt();
    hold.countDown();
    close.join();

    assertThat(handled.take()).isEqualTo("hello");
    assertNothingIsLeft();
    try (MessagingServer next = builder().start()) {
      next.agent().createMessage(HOST, IncomingDraft.forPlugin("sms").withContent("next"));
      assertThat(handled.take()).isEqualTo("next");
    }
  }

  @Test
  void handlerThatClosesItsServerIsLeftBehindAndAllElseIsClosed() throws Exception {
    CompletableFuture<MessagingServer> started = new CompletableFuture<>();
    CompletableFuture<Thread> closed = new CompletableFuture<>();
    IncomingHandler closing =
        message -> {
          started.get().close();
          closed.complete(Thread.currentThread());
          return HandleOutcome.handled();
        };
    MessagingServer server =
        MessagingServer.builder()
            .dataDirectory(directory.resolve("data"))
            .port(0)
            .dispatch(drainedWithin(Duration.ofMillis(100)))
            .plugin(new TestPlugin("sms", closing))
            .user("crm", "correct horse")
            .start();
    call(server);
    started.complete(server);

    closed.get().join();
    assertNothingIsLeft();
    try (MessagingServer next = builder().start()) {
      assertThat(handled.take()).isEqualTo("hello");
      call(next);
    }
  }

  @Test
  void executorThatLetsWaitWhoeverHandsInATaskHoldsUpNobody() throws Exception {
    Semaphore room = new Semaphore(1);
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Executor bounded =
        task -> {
          room.acquireUninterruptibly();
          pool.execute(
              () -> {
                task.run();
                room.release();
              });
        };
    try {
      try (MessagingServer server = builder().executor(bounded).start()) {
        for (int i = 0; i < 50; i++) {
          call(server);
        }
        for (int i = 0; i < 50; i++) {
          assertThat(handled.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
        }
      }
    } finally {
      pool.shutdownNow();
    }
    assertNothingIsLeft();
  }

  @Test
  void severalServersRunInOneProcessAndTheirStopLeavesNothing() throws Exception {
    Set<String> properties = properties();
    Set<ObjectName> beans = ManagementFactory.getPlatformMBeanServer().queryNames(null, null);
    try (MessagingServer one = builder("one").port(0).start();
        MessagingServer other = builder("other").port(0).start()) {
      assertThat(one.address()).isNotEqualTo(other.address());
      call(one);
      call(other);
      assertThat(List.of(handled.take(), handled.take())).containsOnly("hello");
    }
    assertThat(properties()).isEqualTo(properties);
    assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(null, null)).isSubsetOf(beans);
    assertNothingIsLeft();
  }

  @Test
  void startAndStopAgainAndAgainCostsNothingThatStays() throws Exception {
    Optional<Footprint> settled = Optional.empty();
    for (int cycle = 0; cycle < 9; cycle++) {
      try (MessagingServer server = builder("again").port(0).start()) {
        call(server);
        assertThat(handled.take()).isEqualTo("hello");
        assertThat(server.address().getPort()).isPositive();
      }
      if (cycle == 3) {
        settled = Optional.of(Footprint.now());
      }
    }
    Footprint before = settled.orElseThrow();
    Footprint after = Footprint.now();
    assertThat(after.threads())
        .as("%s, then %s", before, after)
        .isLessThanOrEqualTo(before.threads());
    assertThat(after.files()).as("%s, then %s", before, after).isLessThanOrEqualTo(before.files());
    assertThat(after.heap()).as("%s, then %s", before, after).isLessThan(before.heap() + MIB);
    assertThat(after.metaspace())
        .as("%s, then %s", before, after)
        .isLessThan(before.metaspace() + MIB);
  }

  /** A plugin that says when it is being opened, and is then opened for as long as it is held. */
  private MessagingPlugin opens(String name, CountDownLatch opening, CountDownLatch hold) {
    return new MessagingPlugin() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Channel open(PluginContext context) throws Exception {
        opening.countDown();
        hold.await();
        return handler;
      }
    };
  }

  private static DispatchConfig drainedWithin(Duration limit) {
    DispatchConfig preset = DispatchConfig.DEFAULTS;
    return new DispatchConfig(
        preset.windowPerPlugin(),
        preset.windowBytes(),
        preset.maxAttempts(),
        preset.firstRetry(),
        preset.longestRetry(),
        preset.pollInterval(),
        limit);
  }

  private static Set<String> properties() {
    return new TreeSet<>(System.getProperties().stringPropertyNames());
  }

  private static void call(MessagingServer server) {
    server.agent().createMessage(HOST, IncomingDraft.forPlugin("sms").withContent("hello"));
  }

  private MessagingServerBuilder builder() {
    return builder("data").noHttp();
  }

  private MessagingServerBuilder builder(String data) {
    return MessagingServer.builder()
        .dataDirectory(directory.resolve(data))
        .plugin(new TestPlugin("sms", handler))
        .user("crm", "correct horse");
  }

  private static void assertNothingIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(Thread::isAlive)
        .extracting(Thread::getName)
        .filteredOn(
            name ->
                name.startsWith("messaging-")
                    || name.startsWith("http-")
                    || name.startsWith("plugin-"))
        .isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
