package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.messagingagent.server.plugin.CallObserver;
import org.messagingagent.server.plugin.InstalledPlugin.Handled;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.SendOutcome;

/** Calls that hand messages over: how long they take, what comes of them, their spans. */
final class ObservedCalls implements CallObserver {

  private final MeterRegistry registry;
  private final Tracing tracing;
  private final Clock clock;
  private final Map<String, Handling> handlings = new ConcurrentHashMap<>();
  private final Map<String, Sending> sendings = new ConcurrentHashMap<>();

  ObservedCalls(MeterRegistry registry, Tracing tracing, Clock clock) {
    this.registry = registry;
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public Consumer<Handled> handling(IncomingMessage message) {
    Handling meters = handlings.computeIfAbsent(message.plugin(), Handling::new);
    if (message.attempt() == 1) {
      Duration waited = Duration.between(message.receivedAt(), clock.instant());
      meters.wait.record(waited.isNegative() ? Duration.ZERO : waited);
    }
    meters.running.incrementAndGet();
    Tracing.Spanned span =
        tracing.begin(
            "messaging handle",
            SpanKind.CONSUMER,
            message.plugin(),
            Long.toString(message.messageId()),
            message.sessionKey().orElse(""));
    span.span()
        .setAttribute("messaging.plugin", message.plugin())
        .setAttribute("messaging.message.id", message.messageId());
    long start = System.nanoTime();
    return handled -> {
      meters
          .times
          .get(handled.outcome().kind())
          .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      meters.running.decrementAndGet();
      if (handled.outcome().kind() != HandleOutcome.Kind.HANDLED) {
        meters.failures.increment();
        span.failed(word(handled.outcome().kind()));
      }
      span.close();
    };
  }

  @Override
  public Consumer<List<SendOutcome>> sending(String plugin, List<OutgoingMessage> messages) {
    Sending meters = sendings.computeIfAbsent(plugin, Sending::new);
    meters.running.addAndGet(messages.size());
    boolean one = messages.size() == 1;
    Tracing.Spanned span =
        tracing.begin(
            "messaging send",
            SpanKind.CLIENT,
            plugin,
            one ? Integer.toString(messages.get(0).messagingId()) : "",
            one ? messages.get(0).suggestedSessionKey().orElse("") : "");
    span.span()
        .setAttribute("messaging.plugin", plugin)
        .setAttribute("messaging.batch.message_count", messages.size());
    long start = System.nanoTime();
    return outcomes -> {
      meters.time.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      meters.running.addAndGet(-messages.size());
      outcomes.forEach(outcome -> meters.outcomes.get(outcome.kind()).increment());
      span.close();
    };
  }

  private static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private AtomicInteger running(String plugin, String direction) {
    AtomicInteger running = new AtomicInteger();
    Gauge.builder("messaging.calls.running", running::get)
        .description("Messages that plugins are handling or sending at this moment")
        .tag("plugin", plugin)
        .tag("direction", direction)
        .register(registry);
    return running;
  }

  /** The meters of a plugin that handles. */
  private final class Handling {
    private final AtomicInteger running;
    private final Timer wait;
    private final Counter failures;
    private final Map<HandleOutcome.Kind, Timer> times = new EnumMap<>(HandleOutcome.Kind.class);

    Handling(String plugin) {
      running = running(plugin, "handle");
      wait =
          Times.waits("messaging.incoming.wait.time", "Time from the receipt to the first attempt")
              .tag("plugin", plugin)
              .register(registry);
      failures =
          Counter.builder("messaging.incoming.failures")
              .description("Attempts that did not get an incoming message done")
              .tag("plugin", plugin)
              .register(registry);
      for (HandleOutcome.Kind kind : HandleOutcome.Kind.values()) {
        times.put(
            kind,
            Times.calls("messaging.incoming.handle.time", "Time of one attempt in the handler")
                .tag("plugin", plugin)
                .tag("outcome", word(kind))
                .register(registry));
      }
    }
  }

  /** The meters of a plugin that sends. */
  private final class Sending {
    private final AtomicInteger running;
    private final Timer time;
    private final Map<SendOutcome.Kind, Counter> outcomes = new EnumMap<>(SendOutcome.Kind.class);

    Sending(String plugin) {
      running = running(plugin, "send");
      time =
          Times.calls("messaging.outgoing.send.time", "Time of one call of the sender")
              .tag("plugin", plugin)
              .register(registry);
      for (SendOutcome.Kind kind : SendOutcome.Kind.values()) {
        outcomes.put(
            kind,
            Counter.builder("messaging.outgoing.outcomes")
                .description("What senders answered, by message and attempt")
                .tag("plugin", plugin)
                .tag("outcome", word(kind))
                .register(registry));
      }
    }
  }
}
