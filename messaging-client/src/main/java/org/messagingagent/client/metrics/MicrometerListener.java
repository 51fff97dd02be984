package org.messagingagent.client.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.messagingagent.client.CallListener;
import org.messagingagent.client.CallReport;

/**
 * Counts and times calls in a Micrometer registry, which the application brings. The timer {@code
 * messaging.client.calls} has the tags {@code operation} and {@code outcome}, the counter {@code
 * messaging.client.repeats} the tag {@code operation}. All values are of a small, fixed set.
 */
public final class MicrometerListener implements CallListener {

  private final MeterRegistry registry;

  /** Safe for several clients at once. */
  public MicrometerListener(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  @Override
  public void ended(CallReport call) {
    Timer.builder("messaging.client.calls")
        .description("Calls to the messaging agent, with log-on, repeats and pauses")
        .tag("operation", call.operation())
        .tag("outcome", call.outcome().name().toLowerCase(java.util.Locale.ROOT))
        .register(registry)
        .record(call.duration());
    Counter.builder("messaging.client.repeats")
        .description("Attempts after the first, because the one before did not succeed")
        .tag("operation", call.operation())
        .register(registry)
        .increment(Math.max(0, call.attempts() - 1));
  }
}
