package org.messagingagent.server.outbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconcileConfigTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void timesThatMakeNoSenseAreRefusedByTheirSetting() {
    assertThatThrownBy(() -> new ReconcileConfig(Duration.ZERO, HOUR, HOUR))
        .hasMessage("send.reconcile-first must be positive, was PT0S");
    assertThatThrownBy(() -> new ReconcileConfig(HOUR, Duration.ofMinutes(59), HOUR))
        .hasMessage("send.reconcile-longest must not be below send.reconcile-first, was PT59M");
    assertThatThrownBy(() -> new ReconcileConfig(HOUR, HOUR, Duration.ofSeconds(-1)))
        .hasMessage("send.reconcile-for must be positive, was PT-1S");
  }
}
