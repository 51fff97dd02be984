package org.messagingagent.server.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void goodOneIsKeptAsItCame() {
    assertThat(TraceParent.parse(GOOD).orElseThrow()).hasToString(GOOD);
  }

  @Test
  void laterVersionIsReadAsFarAsTheFirstGoes() {
    String later = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-09-what-comes-later";

    assertThat(TraceParent.parse(later).orElseThrow()).hasToString(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011"
      })
  void malformedOneIsAsNone(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @Test
  void oneThatIsFarTooLongIsAsNone() {
    assertThat(TraceParent.parse("cc" + GOOD.substring(2) + "-" + "a".repeat(1_000))).isEmpty();
  }

  @Test
  void threadWorksForOneTraceAfterAnother() {
    TraceParent outer = TraceParent.parse(GOOD).orElseThrow();
    try (CurrentTrace.Scope scope = CurrentTrace.enter(Optional.of(outer))) {
      try (CurrentTrace.Scope inner = CurrentTrace.enter(Optional.empty())) {
        assertThat(CurrentTrace.get()).isEmpty();
      }
      assertThat(CurrentTrace.text()).contains(GOOD);
    }
    assertThat(CurrentTrace.get()).isEmpty();
  }
}
