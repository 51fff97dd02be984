package org.messagingagent.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.MessagingAgent;

class ObservedAgentTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Tracing tracing =
      new Tracing(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .build());

  @Test
  void operationThatBreaksIsAFailureInItsSpanAndItsTime() {
    MessagingAgent agent = new ObservedAgent(breaking(), registry, tracing);

    assertThatThrownBy(() -> agent.getPlugins(Caller.ANONYMOUS)).hasMessage("on purpose");

    assertThat(spans.getFinishedSpanItems())
        .extracting(span -> span.getStatus().getStatusCode())
        .isEqualTo(List.of(StatusCode.ERROR));
    assertThat(
            registry
                .get("messaging.operations.time")
                .tags("operation", "GetPlugins", "outcome", "internal_error")
                .timer()
                .count())
        .isOne();
  }

  private static MessagingAgent breaking() {
    return (MessagingAgent)
        Proxy.newProxyInstance(
            MessagingAgent.class.getClassLoader(),
            new Class<?>[] {MessagingAgent.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("on purpose");
            });
  }
}
