package org.messagingagent.plugin.testkit.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.PluginMetrics;

/** What every {@link PluginMetrics} keeps to. */
public interface PluginMetricsContract {

  /** The ones that are tested; empty at first, and the same throughout a test. */
  PluginMetrics metrics();

  /** What a counter shows. */
  long shownCount(String name);

  /** How many times a timer shows. */
  long shownTimings(String name);

  /** What a gauge shows. */
  double shownValue(String name);

  @Test
  default void countsUp() {
    metrics().counter("messages.parts", "Parts sent").increment();
    metrics().counter("messages.parts", "Parts sent").add(4);
    assertThat(shownCount("messages.parts")).isEqualTo(5);
  }

  @Test
  default void countsTimes() {
    PluginMetrics.Timer timer = metrics().timer("poll", "Looking for mail");
    timer.record(Duration.ofMillis(20));
    timer.record(Duration.ZERO);
    assertThat(shownTimings("poll")).isEqualTo(2);
  }

  @Test
  default void asksAGaugeWhenItIsShown() {
    double[] open = {1};
    metrics().gauge("connections.open", "Open connections", () -> open[0]);
    open[0] = 3;
    assertThat(shownValue("connections.open")).isEqualTo(3);
    metrics().gauge("connections.open", "Open connections", () -> 7);
    assertThat(shownValue("connections.open")).isEqualTo(7);
  }

  @Test
  default void refusesANameUnderAnotherKind() {
    metrics().counter("one", "A counter");
    assertThatIllegalArgumentException().isThrownBy(() -> metrics().timer("one", "A timer"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics().gauge("one", "A gauge", () -> 0));
  }

  @Test
  default void refusesWhatIsNoName() {
    for (String name : new String[] {"", "Upper", "a b", ".a", "a..b", "x".repeat(101)}) {
      assertThatIllegalArgumentException()
          .as("the name '%s'", name)
          .isThrownBy(() -> metrics().counter(name, ""));
    }
  }

  @Test
  default void hasABound() {
    for (int i = 0; i < 200; i++) {
      metrics().counter("meter." + i, "");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> metrics().counter("meter.more", ""));
    metrics().counter("meter.0", "").increment();
    assertThat(shownCount("meter.0")).isEqualTo(1);
  }
}
