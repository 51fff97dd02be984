package org.messagingagent.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.http.Health.Check;
import org.messagingagent.server.http.Health.Status;

class HealthPagesTest {

  @Test
  void serverThatIsDegradedIsReady() {
    Answer ready =
        page(
            "/health/ready",
            true,
            Check.ok("store"),
            new Check("plugins", Status.DEGRADED, "1 could not be started"));

    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.contentType()).isEqualTo("application/json");
    assertThat(new String(ready.body(), UTF_8))
        .isEqualTo(
            "{\"ready\":true,\"status\":\"degraded\",\"checks\":["
                + "{\"name\":\"store\",\"status\":\"ok\",\"detail\":\"\"},"
                + "{\"name\":\"plugins\",\"status\":\"degraded\","
                + "\"detail\":\"1 could not be started\"}]}\n");
  }

  @Test
  void oneFailedCheckIsEnoughNotToBeReady() {
    Answer ready =
        page(
            "/health/ready",
            true,
            new Check("lease", Status.FAILED, "a \"quoted\"\nreason"),
            Check.ok("disk"));

    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.headers()).containsKey("Retry-After");
    assertThat(new String(ready.body(), UTF_8))
        .startsWith("{\"ready\":false,\"status\":\"failed\"")
        .contains("a \\u0022quoted\\u0022\\u000areason");
  }

  @Test
  void processThatIsBeyondHelpIsNotAlive() {
    assertThat(page("/health/live", true).status()).isEqualTo(200);
    assertThat(page("/health/live", false).status()).isEqualTo(503);
  }

  private static Answer page(String path, boolean live, Check... checks) {
    Health health =
        new Health() {
          @Override
          public boolean live() {
            return live;
          }

          @Override
          public List<Check> checks() {
            return List.of(checks);
          }
        };
    return new HealthPages(health).at(path).orElseThrow();
  }
}
