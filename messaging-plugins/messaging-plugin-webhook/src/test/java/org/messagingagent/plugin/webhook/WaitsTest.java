package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Test
  void requestThatEndsBeforeTheServersLimitIsFine() {
    assertThat(Waits.problem("audit", TIMEOUT, TIMEOUT.plusMillis(1))).isEmpty();
  }

  @Test
  void requestThatIsCutOffIsToldOfWithTheWayOut() {
    assertThat(Waits.problem("audit", TIMEOUT, TIMEOUT))
        .contains(
            "A request may take 20000 ms (timeout), and"
                + " messaging.plugin.audit.limits.handle-timeout cuts it off after 20000 ms, so that"
                + " the receiver may get the message more often; set that higher, or timeout lower");
  }
}
