package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.context.PluginSchedulerContract;
import org.messagingagent.spi.PluginScheduler;

class TestSchedulerTest implements PluginSchedulerContract {

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private final TestScheduler scheduler = new TestScheduler(clock);

  @Override
  public PluginScheduler scheduler() {
    return scheduler;
  }

  @Override
  public void step() {
    clock.advance(Duration.ofMillis(10));
    scheduler.runDue();
  }

  @Test
  void runsWhatIsDueInItsOrderAndNoMore() {
    List<String> ran = new ArrayList<>();
    scheduler.after(Duration.ofMinutes(2), () -> ran.add("later"));
    scheduler.every(Duration.ofMinutes(1), () -> ran.add("again"));
    assertThat(scheduler.runDue()).isEqualTo(1);
    assertThat(scheduler.runDue()).isZero();
    clock.advance(Duration.ofMinutes(2));
    assertThat(scheduler.runDue()).isEqualTo(2);
    assertThat(ran).containsExactly("again", "again", "later");
  }

  @Test
  void notesWhatAJobThrows() {
    IllegalStateException failure = new IllegalStateException("the mailbox is away");
    scheduler.after(
        Duration.ZERO,
        () -> {
          throw failure;
        });
    scheduler.runDue();
    assertThat(scheduler.failures()).containsExactly(failure);
  }

  @Test
  void takesNothingOnceItIsClosed() {
    scheduler.close();
    assertThatIllegalStateException().isThrownBy(() -> scheduler.after(Duration.ZERO, () -> {}));
  }
}
