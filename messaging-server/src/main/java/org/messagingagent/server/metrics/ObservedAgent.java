package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.PluginDescription;

/** The agent, with its operations timed, its refusals counted, and a span around each. */
final class ObservedAgent implements MessagingAgent {

  private static final String OK = "ok";

  private final MessagingAgent agent;
  private final MeterRegistry registry;
  private final Tracing tracing;
  private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
  private final Map<Key, Timer> times = new ConcurrentHashMap<>();

  ObservedAgent(MessagingAgent agent, MeterRegistry registry, Tracing tracing) {
    this.agent = agent;
    this.registry = registry;
    this.tracing = tracing;
    for (ErrorCode code : ErrorCode.values()) {
      refused.put(
          code,
          Counter.builder("messaging.incoming.refused")
              .description("Incoming messages that were not taken")
              .tag("reason", word(code))
              .register(registry));
    }
  }

  @Override
  public long createMessage(Caller caller, IncomingDraft message) {
    try {
      return observed(
          "CreateMessage", SpanKind.PRODUCER, () -> agent.createMessage(caller, message));
    } catch (MessagingException e) {
      refused.get(e.code()).increment();
      throw e;
    }
  }

  @Override
  public List<DeliveryStatus> getDeliveryStatus(Caller caller, List<Integer> messagingIds) {
    return observed(
        "GetDeliveryStatus", SpanKind.SERVER, () -> agent.getDeliveryStatus(caller, messagingIds));
  }

  @Override
  public void setDeliveryStatus(
      Caller caller, String plugin, String externalMessageId, int status, String description) {
    observed(
        "SetDeliveryStatus",
        SpanKind.SERVER,
        () -> {
          agent.setDeliveryStatus(caller, plugin, externalMessageId, status, description);
          return OK;
        });
  }

  @Override
  public List<DeliveryStatus> sendMessages(
      Caller caller, String plugin, List<OutgoingDraft> messages) {
    return observed(
        "SendMessages", SpanKind.SERVER, () -> agent.sendMessages(caller, plugin, messages));
  }

  @Override
  public List<DeliveryStatus> sendMessagesWithConfig(
      Caller caller, String plugin, List<OutgoingDraft> messages, Map<String, String> config) {
    return observed(
        "SendMessagesWithConfig",
        SpanKind.SERVER,
        () -> agent.sendMessagesWithConfig(caller, plugin, messages, config));
  }

  @Override
  public List<PluginDescription> getPlugins(Caller caller) {
    return observed("GetPlugins", SpanKind.SERVER, () -> agent.getPlugins(caller));
  }

  private <T> T observed(String operation, SpanKind kind, Supplier<T> work) {
    long start = System.nanoTime();
    String outcome = word(ErrorCode.INTERNAL_ERROR);
    try (Tracing.Spanned span = tracing.begin("messaging " + operation, kind)) {
      try {
        T result = work.get();
        outcome = OK;
        return result;
      } catch (MessagingException e) {
        outcome = word(e.code());
        throw e;
      } finally {
        if (!outcome.equals(OK)) {
          span.failed(outcome);
        }
      }
    } finally {
      timer(operation, outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(String operation, String outcome) {
    return times.computeIfAbsent(
        new Key(operation, outcome),
        key ->
            Times.calls("messaging.operations.time", "Time of an operation of the service")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .register(registry));
  }

  private static String word(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  private record Key(String operation, String outcome) {}
}
