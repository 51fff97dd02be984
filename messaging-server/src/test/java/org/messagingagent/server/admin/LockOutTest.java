package org.messagingagent.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LockOutTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LockOut lockOut = new LockOut(3, 4, nanos::get);

  @Test
  void fewFailuresHaveNoConsequence() {
    for (int i = 0; i < 3; i++) {
      assertThat(lockOut.attempt("a")).isEmpty();
    }
    assertThat(lockOut.attempt("a")).contains(Duration.ofSeconds(1));
    assertThat(lockOut.attempt("b")).isEmpty();
  }

  @Test
  void eachFurtherFailureDoublesThePauseUpToALimit() {
    Duration pause = Duration.ZERO;
    Duration last = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      last = pause;
      advance(pause);
      assertThat(lockOut.attempt("a")).isEmpty();
      pause = lockOut.attempt("a").orElse(Duration.ZERO);
      advance(Duration.ZERO);
    }
    assertThat(pause).isEqualTo(last).isEqualTo(Duration.ofSeconds(256));
  }

  @Test
  void successForgetsTheFailures() {
    for (int i = 0; i < 3; i++) {
      lockOut.attempt("a");
    }
    lockOut.succeeded("a");
    assertThat(lockOut.attempt("a")).isEmpty();
    assertThat(lockOut.attempt("a")).isEmpty();
  }

  @Test
  void failuresOfLongAgoAreForgotten() {
    for (int i = 0; i < 3; i++) {
      lockOut.attempt("a");
    }
    advance(Duration.ofMinutes(16));
    for (int i = 0; i < 3; i++) {
      assertThat(lockOut.attempt("a")).isEmpty();
    }
  }

  @Test
  void onlySoManyAreRemembered() {
    for (int i = 0; i < 100; i++) {
      lockOut.attempt("user " + i);
    }
    assertThat(lockOut.remembered()).isEqualTo(4);
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
