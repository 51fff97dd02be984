package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.context.PluginMetricsContract;
import org.messagingagent.spi.PluginMetrics;

class TestMetricsTest implements PluginMetricsContract {

  private final TestMetrics metrics = new TestMetrics();

  @Override
  public PluginMetrics metrics() {
    return metrics;
  }

  @Override
  public long shownCount(String name) {
    return metrics.count(name);
  }

  @Override
  public long shownTimings(String name) {
    return metrics.timings(name);
  }

  @Override
  public double shownValue(String name) {
    return metrics.value(name);
  }

  @Test
  void addsUpTimes() {
    metrics.timer("poll", "").record(Duration.ofMillis(20));
    metrics.timer("poll", "").record(Duration.ofMillis(30));
    assertThat(metrics.total("poll")).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void showsNothingWhereThereIsNothing() {
    assertThat(metrics.count("none")).isZero();
    assertThat(metrics.total("none")).isZero();
    assertThat(metrics.value("none")).isNaN();
  }
}
