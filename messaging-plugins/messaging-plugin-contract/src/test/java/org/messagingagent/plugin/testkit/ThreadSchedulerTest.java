package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.context.PluginSchedulerContract;
import org.messagingagent.spi.PluginScheduler;

class ThreadSchedulerTest implements PluginSchedulerContract {

  private final ThreadScheduler scheduler =
      new ThreadScheduler("example", getClass().getClassLoader());

  @AfterEach
  void stop() {
    scheduler.close();
  }

  @Override
  public PluginScheduler scheduler() {
    return scheduler;
  }

  @Test
  void interruptsWhatRunsWhenItIsClosed() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    scheduler.after(
        Duration.ZERO,
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    scheduler.close();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> scheduler.after(Duration.ZERO, () -> {}));
  }
}
