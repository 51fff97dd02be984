package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Optional;

/** What the application that embeds the server has for figures and traces. */
record Telemetry(Optional<MeterRegistry> registry, OpenTelemetry openTelemetry) {

  Telemetry {
    requireNonNull(registry, "registry is null");
    requireNonNull(openTelemetry, "openTelemetry is null");
  }
}
