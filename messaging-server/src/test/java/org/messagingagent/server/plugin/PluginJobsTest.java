package org.messagingagent.server.plugin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.server.support.SettableClock;
import org.messagingagent.spi.PluginScheduler.Scheduled;
import org.slf4j.LoggerFactory;

/** With real threads; what depends on time alone is in {@link OneNodeJobTest}. */
class PluginJobsTest {

  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SettableClock clock = new SettableClock();
  private final ClassLoader loader = new URLClassLoader(new URL[0]);
  private PluginLog log;
  private PluginJobs jobs;

  @BeforeEach
  void open() {
    log = new PluginLog();
    jobs =
        new PluginJobs(
            "sms",
            loader,
            clock,
            new FailureLog(LoggerFactory.getLogger(PluginJobs.class), "sms", clock),
            new TestKeyValueStore(clock),
            "node");
  }

  @AfterEach
  void close() {
    jobs.close(PATIENCE);
    log.close();
  }

  @Test
  void jobRunsInAThreadOfThePluginWithItsClassLoader() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<ClassLoader> loaders = new ArrayList<>();
    CountDownLatch ran = new CountDownLatch(1);
    jobs.start();

    jobs.after(
        Duration.ZERO,
        () -> {
          threads.add(Thread.currentThread());
          loaders.add(Thread.currentThread().getContextClassLoader());
          ran.countDown();
        });

    await(ran);
    assertThat(threads).extracting(Thread::getName).containsExactly("job-sms");
    assertThat(loaders).containsExactly(loader);
  }

  @Test
  void jobsThatAreHandedInEarlyBeginAtTheStart() throws Exception {
    AtomicBoolean started = new AtomicBoolean();
    AtomicInteger early = new AtomicInteger();
    CountDownLatch ran = new CountDownLatch(3);
    for (int i = 0; i < 2; i++) {
      jobs.after(Duration.ZERO, () -> count(started, early, ran));
    }
    jobs.everyOnOneNode("poll", LONG, () -> count(started, early, ran));

    started.set(true);
    jobs.start();

    await(ran);
    assertThat(early).hasValue(0);
  }

  private static void count(AtomicBoolean started, AtomicInteger early, CountDownLatch ran) {
    if (!started.get()) {
      early.incrementAndGet();
    }
    ran.countDown();
  }

  @Test
  void jobThatThrowsIsReportedAndRunsAgain() throws Exception {
    CountDownLatch runs = new CountDownLatch(4);
    AtomicInteger run = new AtomicInteger();
    jobs.start();

    jobs.every(
        SHORT,
        () -> {
          runs.countDown();
          switch (run.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("gateway\nis away");
            case 2 -> throw new NoClassDefFoundError("acme/Missing");
            case 3 -> throw new StackOverflowError();
            default -> {}
          }
        });

    await(runs);
    assertThat(log.problems())
        .containsExactly(
            "Plugin sms, its scheduled job: IllegalStateException: gateway is away",
            "Plugin sms, its scheduled job: NoClassDefFoundError: acme/Missing",
            "Plugin sms, its scheduled job: StackOverflowError");
    assertThat(log.hasStackTrace()).isFalse();
  }

  @Test
  void jobNeverRunsTwiceAtOnceAndAllShareFewThreads() throws Exception {
    Semaphore free = new Semaphore(0);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Set<Integer> twice = ConcurrentHashMap.newKeySet();
    CountDownLatch busy = new CountDownLatch(PluginJobs.MAX_THREADS);
    CountDownLatch all = new CountDownLatch(60);
    jobs.start();
    for (int i = 0; i < 20; i++) {
      int job = i;
      AtomicInteger ofThis = new AtomicInteger();
      jobs.every(
          SHORT,
          () -> {
            if (ofThis.incrementAndGet() > 1) {
              twice.add(job);
            }
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            busy.countDown();
            free.acquire();
            atOnce.decrementAndGet();
            ofThis.decrementAndGet();
            all.countDown();
          });
    }
    await(busy);
    free.release(1_000_000);

    await(all);
    assertThat(twice).isEmpty();
    assertThat(most).hasValue(PluginJobs.MAX_THREADS);
  }

  @Test
  void jobThatIsTakenBackDoesNotRun() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Scheduled held = jobs.after(Duration.ZERO, runs::incrementAndGet);
    held.cancel();
    jobs.start();
    Scheduled later = jobs.after(LONG, runs::incrementAndGet);
    later.cancel();
    later.cancel();
    CountDownLatch last = new CountDownLatch(1);
    jobs.after(Duration.ofMillis(1), last::countDown);

    await(last);
    assertThat(runs).hasValue(0);
  }

  @Test
  void jobMayTakeItselfBack() throws Exception {
    List<Scheduled> own = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch others = new CountDownLatch(3);
    own.add(
        jobs.every(
            SHORT,
            () -> {
              runs.incrementAndGet();
              own.get(0).cancel();
            }));
    jobs.every(SHORT, others::countDown);
    jobs.start();

    await(others);
    assertThat(runs).hasValue(1);
  }

  @Test
  void numberOfJobsIsBoundedAndGivenBack() throws Exception {
    List<Scheduled> all = new ArrayList<>();
    for (int i = 0; i < PluginJobs.MAX_JOBS; i++) {
      all.add(jobs.after(LONG, () -> {}));
    }

    assertThatThrownBy(() -> jobs.every(LONG, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1000 jobs");

    all.get(17).cancel();
    CountDownLatch ran = new CountDownLatch(1);
    jobs.after(Duration.ZERO, ran::countDown);
    jobs.start();
    await(ran);
  }

  @Test
  void argumentsOutOfTheirRangeAreRefused() {
    assertRefused("delay", () -> jobs.after(Duration.ofNanos(-1), () -> {}));
    assertRefused("10 ms", () -> jobs.every(Duration.ofMillis(9), () -> {}));
    assertRefused("1000 ms", () -> jobs.everyOnOneNode("x", Duration.ofMillis(999), () -> {}));
    assertRefused("1 to 100", () -> jobs.everyOnOneNode("", LONG, () -> {}));
    assertRefused("1 to 100", () -> jobs.everyOnOneNode("x".repeat(101), LONG, () -> {}));
    assertThatThrownBy(() -> jobs.every(LONG, null)).isInstanceOf(NullPointerException.class);
    jobs.start();
    jobs.every(Duration.ofSeconds(Long.MAX_VALUE), () -> {});
    jobs.everyOnOneNode("x".repeat(100), Duration.ofSeconds(Long.MAX_VALUE), () -> {});
  }

  @Test
  void nameIsOfOneJobUntilThatIsTakenBack() {
    Scheduled first = jobs.everyOnOneNode("poll", LONG, () -> {});

    assertRefused("'poll' already", () -> jobs.everyOnOneNode("poll", LONG, () -> {}));

    first.cancel();
    jobs.everyOnOneNode("poll", LONG, () -> {});
  }

  @Test
  void stopInterruptsWhatRunsAndTellsWhatDoesNotEnd() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch stubborn = new CountDownLatch(1);
    jobs.start();
    jobs.every(
        LONG,
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        });
    jobs.every(
        LONG,
        () -> {
          running.countDown();
          awaitUninterruptibly(stubborn);
        });
    await(running);

    assertThat(jobs.close(Duration.ofMillis(200))).isEqualTo(1);

    await(interrupted);
    assertThat(log.problems()).isEmpty();
    assertThatThrownBy(() -> jobs.after(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sms was stopped");
    stubborn.countDown();
    assertThat(jobs.close(PATIENCE)).isZero();
  }

  @Test
  void nothingBeginsAfterAStopBeforeTheStart() {
    AtomicInteger runs = new AtomicInteger();
    jobs.after(Duration.ZERO, runs::incrementAndGet);
    jobs.everyOnOneNode("poll", LONG, runs::incrementAndGet);

    assertThat(jobs.close(PATIENCE)).isZero();
    jobs.start();

    assertThat(jobs.close(PATIENCE)).isZero();
    assertThat(runs).hasValue(0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // This is what a stubborn job does.
      }
    }
  }

  private static void assertRefused(String part, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE.toSeconds(), SECONDS)).isTrue();
  }
}
