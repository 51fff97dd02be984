package org.messagingagent.plugin.testkit.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.PluginScheduler;
import org.messagingagent.spi.PluginScheduler.Scheduled;

/** What every {@link PluginScheduler} keeps to. */
public interface PluginSchedulerContract {

  /** The one that is tested; the same throughout a test. */
  PluginScheduler scheduler();

  /**
   * Called again and again while a test waits for a job: where jobs do not run by themselves, moves
   * the time on and runs what is due.
   */
  default void step() {}

  @Test
  default void runsAJobOnce() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(1);
    scheduler().after(Duration.ZERO, runs::incrementAndGet);
    scheduler().after(Duration.ofMillis(100), later::countDown);
    await(later);
    assertThat(runs).hasValue(1);
  }

  @Test
  default void runsAJobAgainAndAgainAlsoWhenItThrows() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    Scheduled job =
        scheduler()
            .every(
                Duration.ofMillis(10),
                () -> {
                  runs.countDown();
                  throw new IllegalStateException("the mailbox is away");
                });
    await(runs);
    job.cancel();
  }

  @Test
  default void runsAJobOnOneNodeAgainAndAgain() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(2);
    Scheduled job = scheduler().everyOnOneNode("contract", Duration.ofSeconds(1), runs::countDown);
    await(runs);
    job.cancel();
  }

  @Test
  default void neverRunsAJobTwiceAtOnce() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch runs = new CountDownLatch(5);
    Scheduled job =
        scheduler()
            .every(
                Duration.ofMillis(10),
                () -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  runs.countDown();
                  running.decrementAndGet();
                });
    await(runs);
    job.cancel();
    assertThat(most).hasValue(1);
  }

  @Test
  default void runsNoJobThatWasTakenBack() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(1);
    scheduler().after(Duration.ofMillis(50), runs::incrementAndGet).cancel();
    scheduler().after(Duration.ofMillis(200), later::countDown);
    await(later);
    assertThat(runs).hasValue(0);
  }

  @Test
  default void refusesWhatIsOutOfBounds() {
    PluginScheduler scheduler = scheduler();
    PluginScheduler.Job job = () -> {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.after(Duration.ofMillis(-1), job));
    assertThatIllegalArgumentException().isThrownBy(() -> scheduler.every(Duration.ZERO, job));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.everyOnOneNode("job", Duration.ofMillis(999), job));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.everyOnOneNode("", Duration.ofSeconds(1), job));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheduler.everyOnOneNode("n".repeat(101), Duration.ofSeconds(1), job));
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!latch.await(10, TimeUnit.MILLISECONDS)) {
      assertThat(System.nanoTime()).as("the job did not run within 60 s").isLessThan(deadline);
      step();
    }
  }
}
