package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.created;
import static org.messagingagent.client.ScriptedServer.cut;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.plugins;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingagent.client.CallReport.Outcome;
import org.messagingagent.client.metrics.MicrometerListener;

/** What others see of calls: listeners, meters, traces. */
@Timeout(60)
class ObservedCallsTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final IncomingMessage HELLO = IncomingMessage.forPlugin("file").build();

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient.Builder builder() {
    return MessagingClient.builder(server.url()).ticket("7T:x").pauses(time -> Duration.ZERO);
  }

  @Test
  void aListenerHearsOfEachCallOnceInTheThreadThatMadeIt() {
    server.then(cut(), created(), fault(500, "PLUGIN_NOT_INSTALLED", "no"));
    List<CallReport> reports = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (MessagingClient client =
        builder()
            .repeatAfterLostAnswer(true)
            .listener(reports::add)
            .listener(r -> threads.add(Thread.currentThread()))
            .build()) {
      client.createMessage(HELLO);
      assertThatThrownBy(client::getPlugins).isInstanceOf(RejectedException.class);
    }
    assertThat(reports).hasSize(2);
    CallReport first = reports.get(0);
    assertThat(first.operation()).isEqualTo("CreateMessage");
    assertThat(first.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(first.attempts()).isEqualTo(2);
    assertThat(first.duration()).isPositive();
    assertThat(first.failure()).isEmpty();
    CallReport second = reports.get(1);
    assertThat(second.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(second.failure()).containsInstanceOf(RejectedException.class);
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void eachKindOfExceptionIsAnOutcomeOfItsOwn() {
    Optional<Duration> unsaid = Optional.empty();
    assertThat(Outcome.of(new NotAuthenticatedException("", null)))
        .isEqualTo(Outcome.NOT_AUTHENTICATED);
    assertThat(Outcome.of(new TryLaterException("", null, unsaid))).isEqualTo(Outcome.TRY_LATER);
    assertThat(Outcome.of(new UnreachableException("", null))).isEqualTo(Outcome.UNREACHABLE);
    assertThat(Outcome.of(new OutcomeUnknownException("", null)))
        .isEqualTo(Outcome.OUTCOME_UNKNOWN);
    assertThat(Outcome.of(new UnexpectedAnswerException("", null)))
        .isEqualTo(Outcome.UNEXPECTED_ANSWER);
    assertThat(Outcome.of(new RejectedException("", "", "", Map.of()))).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void aListenerThatFailsChangesNothing() {
    server.otherwise(plugins());
    try (MessagingClient client =
        builder()
            .listener(
                report -> {
                  throw new IllegalStateException("listener");
                })
            .build()) {
      assertThat(client.getPlugins()).hasSize(2);
    }
  }

  @Test
  void metersCountByOperationAndOutcome() {
    server.then(cut(), plugins(), fault(500, "PLUGIN_NOT_INSTALLED", "no"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (MessagingClient client = builder().listener(new MicrometerListener(registry)).build()) {
      client.getPlugins();
      assertThatThrownBy(client::getPlugins).isInstanceOf(RejectedException.class);
    }
    assertThat(
            registry
                .get("messaging.client.calls")
                .tags("operation", "GetPlugins", "outcome", "succeeded")
                .timer()
                .totalTime(TimeUnit.NANOSECONDS))
        .isPositive();
    assertThat(registry.get("messaging.client.calls").tags("outcome", "rejected").timer().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("messaging.client.repeats")
                .tags("operation", "GetPlugins")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void theTraceOfTheCallingThreadGoesAlongWithEachAttempt() {
    server.then(cut(), plugins()).otherwise(plugins());
    ThreadLocal<Map<String, String>> trace = ThreadLocal.withInitial(Map::of);
    try (MessagingClient client = builder().traceContext(trace::get).build()) {
      trace.set(
          Map.of("traceparent", PARENT, "tracestate", "a=1", "baggage", "k=v", "Cookie", "x"));
      client.getPlugins();
      Bounded.get(client.async().getPlugins());
      trace.remove();
      client.getPlugins();
    }
    assertThat(server.requests).hasSize(4);
    assertThat(server.requests.subList(0, 3))
        .allSatisfy(
            request -> {
              assertThat(request.headers().getFirst("traceparent")).isEqualTo(PARENT);
              assertThat(request.headers().getFirst("tracestate")).isEqualTo("a=1");
              assertThat(request.headers().getFirst("baggage")).isEqualTo("k=v");
              assertThat(request.headers().getFirst("Cookie")).isNull();
            });
    assertThat(server.requests.get(3).headers().getFirst("traceparent")).isNull();
  }

  @Test
  void aTraceThatIsNoneIsLeftOutAndTheCallMade() {
    server.otherwise(plugins());
    Map<String, String> withNull = new HashMap<>();
    withNull.put(null, "x");
    withNull.put("baggage", null);
    List<Map<String, String>> bad =
        List.of(
            withNull,
            Map.of("traceparent", "nonsense", "tracestate", "a=1"),
            Map.of("traceparent", PARENT + "\r\nX: y"),
            Map.of("baggage", ""));
    for (Map<String, String> trace : bad) {
      try (MessagingClient client = builder().traceContext(() -> trace).build()) {
        client.getPlugins();
      }
    }
    try (MessagingClient client =
        builder()
            .traceContext(
                () -> {
                  throw new IllegalStateException("no tracer");
                })
            .build()) {
      client.getPlugins();
    }
    assertThat(server.requests)
        .hasSize(5)
        .allSatisfy(
            request ->
                assertThat(request.headers().keySet())
                    .doesNotContain("Traceparent", "Tracestate", "Baggage", "X"));
  }
}
