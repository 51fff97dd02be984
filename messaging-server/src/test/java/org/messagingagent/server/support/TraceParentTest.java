package org.messagingagent.server.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
    Optional<TraceParent> outer = TraceParent.parse(GOOD);

    List<Optional<String>> seen =
        CurrentTrace.call(
            outer,
            () -> {
              Optional<String> inner = CurrentTrace.call(Optional.empty(), CurrentTrace::text);
              return List.of(inner, CurrentTrace.text());
            });

    assertThat(seen).containsExactly(Optional.empty(), Optional.of(GOOD));
    assertThat(CurrentTrace.get()).isEmpty();
  }

  @Test
  void workThatFailsLeavesNoTraceBehind() {
    assertThatThrownBy(
            () ->
                CurrentTrace.call(
                    TraceParent.parse(GOOD),
                    () -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(CurrentTrace.get()).isEmpty();
  }
}
