package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {

  private static final Duration LONGEST = Duration.ofSeconds(40);

  @Test
  void waitThatEndsBeforeTheServersIsFine() {
    assertThat(Waits.problem("backup", LONGEST, "timeout", LONGEST.plusMillis(1))).isEmpty();
  }

  @Test
  void waitThatIsCutOffIsToldOfWithTheWayOut() {
    assertThat(Waits.problem("backup", LONGEST, "timeout", LONGEST))
        .contains(
            "A message may take 40000 ms here (timeout), and"
                + " messaging.plugin.backup.limits.send-timeout cuts it off after 40000 ms, so that"
                + " its outcome would not be known; set that higher, or timeout lower");
  }
}
