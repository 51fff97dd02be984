package org.messagingagent.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GaugeRowsTest {

  private static final Tags A = Tags.of("plugin", "a");
  private static final Tags B = Tags.of("plugin", "b");

  @Test
  void rowsComeStayWithAnotherValueAndGo() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    GaugeRows rows = GaugeRows.of(registry, "depth", "How deep");

    rows.show(Map.of(A, 1, B, 2));
    rows.show(Map.of(B, 3));

    assertThat(registry.find("depth").gauges()).hasSize(1);
    assertThat(registry.get("depth").tags(B).gauge().value()).isEqualTo(3);

    rows.show(Map.of(A, 4, B, 3));
    assertThat(registry.get("depth").tags(A).gauge().value()).isEqualTo(4);
  }

  @Test
  void pageCanBeReadWhileRowsAreShownAnew() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    GaugeRows rows = GaugeRows.ofSeconds(registry, "age", "How old");
    AtomicBoolean over = new AtomicBoolean();
    rows.show(Map.of(A, 0, B, 0));
    Thread writer =
        new Thread(
            () -> {
              for (int value = 0; !over.get(); value++) {
                rows.show(Map.of(A, value, B, value));
              }
            });
    writer.start();
    try {
      for (int i = 0; i < 2_000; i++) {
        assertThat(registry.scrape())
            .containsOnlyOnce("age_seconds{plugin=\"a\"}")
            .containsOnlyOnce("age_seconds{plugin=\"b\"}");
      }
    } finally {
      over.set(true);
      writer.join();
    }
  }
}
