package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.ClockGuard.HOLD;
import static org.messagingagent.server.ClockGuard.LEAP;
import static org.messagingagent.server.ClockGuard.LEAP_WHILE_STOPPED;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.TestStores;
import org.messagingagent.server.support.SettableClock;

class ClockGuardTest {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration MOMENT = Duration.ofMillis(1);

  @TempDir private Path directory;
  private final SettableClock clock = new SettableClock();
  private final AtomicLong nanos = new AtomicLong();
  private Store store;
  private ClockGuard guard;

  @BeforeEach
  void open() {
    store = TestStores.open(directory);
    guard = new ClockGuard(store.values(), nanos::get);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void clockThatGoesAsTimeDoesIsBelieved() {
    assertThat(believes()).isTrue();
    for (int day = 0; day < 100; day++) {
      pass(Duration.ofDays(1));
      assertThat(believes()).as("day %d", day).isTrue();
    }
  }

  @Test
  void clockThatLeapsForwardIsNotBelievedUntilItHasStayedThereForADay() {
    believes();
    clock.advance(YEAR);
    assertThat(believes()).isFalse();
    pass(HOLD.minus(MOMENT));
    assertThat(believes()).isFalse();
    pass(MOMENT);
    assertThat(believes()).isTrue();
    pass(MOMENT);
    assertThat(believes()).isTrue();
  }

  @Test
  void leapIsMoreThanAnHour() {
    believes();
    clock.advance(LEAP);
    assertThat(believes()).isTrue();
    clock.advance(LEAP.plus(MOMENT));
    assertThat(believes()).isFalse();
  }

  @Test
  void clockThatIsSetRightAgainIsBelievedAtOnce() {
    believes();
    clock.advance(YEAR);
    assertThat(believes()).isFalse();
    pass(Duration.ofHours(5));
    clock.advance(YEAR.negated());
    assertThat(believes()).isTrue();
    clock.advance(YEAR);
    assertThat(believes()).as("the day begins anew").isFalse();
    pass(HOLD.minus(MOMENT));
    assertThat(believes()).isFalse();
  }

  @Test
  void clockThatIsSetBackIsBelieved() {
    believes();
    clock.advance(YEAR.negated());
    assertThat(believes()).isTrue();
    pass(Duration.ofDays(1));
    assertThat(believes()).isTrue();
  }

  @Test
  void leapWhileTheServerIsStoppedIsNoticed() {
    believes();
    clock.advance(LEAP_WHILE_STOPPED);
    restart();
    assertThat(believes()).isTrue();
    clock.advance(YEAR);
    restart();
    assertThat(believes()).isFalse();
  }

  @Test
  void dayAfterALeapGoesOnOverARestart() {
    believes();
    clock.advance(YEAR);
    assertThat(believes()).isFalse();
    pass(HOLD.dividedBy(2));
    restart();
    assertThat(believes()).isFalse();
    pass(HOLD.dividedBy(2));
    assertThat(believes()).isTrue();
    restart();
    assertThat(believes()).isTrue();
  }

  private boolean believes() {
    return guard.believes(clock.instant());
  }

  /** Time as it should go: the clock goes with it. */
  private void pass(Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
  }

  private void restart() {
    nanos.set(-nanos.get() - 17);
    store.close();
    open();
  }
}
