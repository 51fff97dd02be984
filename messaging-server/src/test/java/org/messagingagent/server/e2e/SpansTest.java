package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

/** The spans that an application sees that brings OpenTelemetry. */
@Timeout(60)
class SpansTest {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";

  @TempDir private Path directory;
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final RawSoap soap = new RawSoap();
  private final CountDownLatch handling = new CountDownLatch(1);

  @Test
  void spansLeadFromTheCallerThroughTheStoreToThePlugin() throws Exception {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    try (MessagingServer server =
        LocalServer.without(directory)
            .plugin(new TestPlugin("sms", new Both()))
            .openTelemetry(telemetry)
            .start()) {
      String ticket = soap.logOn(server.address());
      post(server, ticket, Envelopes.createMessage(Incoming.to("sms", "hello")));
      post(server, ticket, Envelopes.sendMessages("sms", List.of("hello")));
      assertThat(handling.await(20, TimeUnit.SECONDS)).isTrue();
    } // a stop waits for the handler that runs

    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getTraceId)
        .containsOnly(TRACE_ID);
    SpanData accept = span("messaging CreateMessage");
    SpanData send = span("messaging SendMessages");
    assertThat(accept.getParentSpanId()).isEqualTo(SPAN_ID);
    assertThat(span("messaging handle").getParentSpanId()).isEqualTo(accept.getSpanId());
    assertThat(span("messaging handle").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(send.getParentSpanId()).isEqualTo(SPAN_ID);
    assertThat(span("messaging send").getParentSpanId()).isEqualTo(send.getSpanId());
    assertThat(span("messaging send").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(send.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  private SpanData span(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No span " + name));
  }

  private void post(MessagingServer server, String ticket, String body) throws Exception {
    String trace = "00-" + TRACE_ID + "-" + SPAN_ID + "-01";
    assertThat(
            soap.post(
                    server.address(),
                    "Messaging",
                    Map.of("Content-Type", "text/xml", "traceparent", trace),
                    soap.envelopes().soap11(Optional.of(ticket), body))
                .statusCode())
        .isEqualTo(200);
  }

  private final class Both implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      handling.countDown();
      return HandleOutcome.rejected("no such thing");
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.rejected("no such number");
    }
  }
}
