package org.messagingagent.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsConfigTest {

  @Test
  void nothingIsShownByDefaultAndThenOnLoopbackAlone() {
    assertThat(MetricsConfig.DEFAULTS.enabled()).isFalse();
    assertThat(MetricsConfig.DEFAULTS.host()).isEqualTo("127.0.0.1");
    assertThat(MetricsConfig.DEFAULTS.port()).isEqualTo(9464);
  }

  @Test
  void shortTokenIsRefusedWithoutBeingTold() {
    assertThatThrownBy(
            () ->
                new MetricsConfig(
                    true, "0.0.0.0", 9464, Optional.of("hunter2"), Duration.ofSeconds(10)))
        .hasMessageContaining("at least 16 characters, has 7")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void portThatCannotBeIsRefused() {
    assertThatThrownBy(
            () ->
                new MetricsConfig(
                    true, "127.0.0.1", 70_000, Optional.empty(), Duration.ofSeconds(10)))
        .hasMessageContaining("metrics.port")
        .hasMessageContaining("70000");
  }

  @Test
  void tokenIsNotInItsText() {
    MetricsConfig config =
        new MetricsConfig(
            true, "127.0.0.1", 0, Optional.of("a secret of 22 signs.."), Duration.ofSeconds(1));

    assertThat(config.toString()).doesNotContain("secret");
  }
}
