package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.support.SettableClock;

class CallGateTest {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final SettableClock clock = new SettableClock();
  private final PluginLog log = new PluginLog();

  @AfterEach
  void detachLog() {
    log.close();
  }

  @Test
  void gateWithoutLimitsLetsEverybodyIn() {
    CallGate gate = gate(4, 0, 0, 5);
    for (int i = 0; i < 1_000; i++) {
      assertThat(gate.enter()).isEmpty();
      gate.left(true, 1);
    }
  }

  @Test
  void pausedPluginIsNotCalledUntilItIsResumed() {
    CallGate gate = gate(4, 0, 50, 5);
    gate.pause(true);
    assertThat(gate.enter()).hasValueSatisfying(r -> kind(r, Refusal.Kind.PAUSED));
    assertThat(gate.closed()).isPresent();
    gate.pause(false);
    assertThat(gate.enter()).isEmpty();
    assertThat(gate.refusals())
        .containsEntry(Refusal.Kind.PAUSED, 1L)
        .containsEntry(Refusal.Kind.STUCK, 0L);
  }

  @Test
  void pluginWhoseCallsFailIsSuspendedForThePauseAndTriedAgain() {
    CallGate gate = gate(4, 0, 80, 5);
    fail(gate, 5);
    assertThat(gate.enter())
        .hasValueSatisfying(
            refusal -> {
              kind(refusal, Refusal.Kind.BREAKER_OPEN);
              assertThat(refusal.retryAfter()).contains(PAUSE);
            });
    clock.advance(PAUSE.plusMillis(1));
    assertThat(gate.closed()).isEmpty();
    assertThat(gate.enter()).isEmpty();
    gate.left(false, 1);
  }

  @Test
  void fewCallsTryAPluginThatWasSuspendedAndTheOthersWait() {
    CallGate gate = gate(10, 0, 80, 5);
    fail(gate, 5);
    clock.advance(PAUSE.plusMillis(1));
    for (int i = 0; i < 3; i++) {
      assertThat(gate.enter()).isEmpty();
    }
    assertThat(gate.enter()).hasValueSatisfying(r -> kind(r, Refusal.Kind.BREAKER_OPEN));
    for (int i = 0; i < 3; i++) {
      gate.left(false, 1);
    }
    assertThat(gate.enter()).isEmpty();
  }

  @Test
  void suspensionAndItsEndTakeALineEach() {
    CallGate gate = gate(10, 0, 80, 5);
    fail(gate, 5);
    clock.advance(PAUSE.plusMillis(1));
    fail(gate, 3);
    clock.advance(PAUSE.plusMillis(1));
    for (int i = 0; i < 3; i++) {
      assertThat(gate.enter()).isEmpty();
      gate.left(false, 1);
    }
    assertThat(log.problems())
        .containsExactly(
            "Plugin p: handling is suspended, 100 % of its last calls failed; it is tried again every 10 s");
  }

  @Test
  void someFailuresAreNoReasonToSuspend() {
    CallGate gate = gate(4, 0, 80, 10);
    for (int i = 0; i < 100; i++) {
      assertThat(gate.enter()).isEmpty();
      gate.left(i % 2 == 0, 1);
    }
  }

  @Test
  void rateLetsNoMoreThroughThanItSays() {
    CallGate gate = gate(4, 1, 0, 5);
    assertThat(gate.enter()).isEmpty();
    assertThat(gate.enter())
        .hasValueSatisfying(
            refusal -> {
              kind(refusal, Refusal.Kind.RATE_LIMITED);
              assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
            });
    assertThat(gate.closed()).as("a rate that is used up is a matter of a moment").isEmpty();
  }

  @Test
  void batchCountsWithEachOfItsMessages() {
    CallGate gate = gate(4, 1_000, 0, 5);
    assertThat(gate.enter(1_000_000)).isEmpty();
    assertThat(gate.enter()).hasValueSatisfying(r -> kind(r, Refusal.Kind.RATE_LIMITED));
  }

  @Test
  void pluginIsStuckWhenAllItsThreadsHang() {
    CallGate gate = gate(2, 0, 0, 5);
    gate.overdue();
    assertThat(gate.enter()).isEmpty();
    gate.overdue();
    assertThat(gate.enter()).hasValueSatisfying(r -> kind(r, Refusal.Kind.STUCK));
    gate.overdueEnded();
    assertThat(gate.enter()).isEmpty();
  }

  @Test
  void pluginThatStopsIsNotCalledAnyMore() {
    CallGate gate = gate(2, 0, 0, 5);
    gate.stop();
    gate.pause(false);
    assertThat(gate.enter()).hasValueSatisfying(r -> kind(r, Refusal.Kind.STOPPING));
  }

  private CallGate gate(int concurrency, int rate, int breakerFailures, int breakerCalls) {
    return new CallGate(
        "p",
        "handling",
        new CallGate.Limits(concurrency, rate, breakerFailures, breakerCalls, PAUSE),
        clock,
        () -> {});
  }

  private static void fail(CallGate gate, int calls) {
    for (int i = 0; i < calls; i++) {
      assertThat(gate.enter()).isEmpty();
      gate.left(true, 1);
    }
  }

  private static void kind(Refusal refusal, Refusal.Kind kind) {
    assertThat(refusal.kind()).isEqualTo(kind);
  }
}
