package org.messagingagent.server.guice;

import com.google.inject.Inject;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Set;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.spi.MessagingPlugin;

/** What the application has bound of what the server can make use of; each may be missing. */
final class HostBindings {

  private final MessagingServerBuilder builder = MessagingServer.builder();

  @Inject
  HostBindings() {}

  @Inject(optional = true)
  void take(Clock clock) {
    builder.clock(clock);
  }

  @Inject(optional = true)
  void take(MeterRegistry registry) {
    builder.meterRegistry(registry);
  }

  @Inject(optional = true)
  void take(OpenTelemetry openTelemetry) {
    builder.openTelemetry(openTelemetry);
  }

  @Inject(optional = true)
  void take(Set<MessagingPlugin> plugins) {
    plugins.forEach(builder::plugin);
  }

  /** The builder, with all that was bound. */
  MessagingServerBuilder builder() {
    return builder;
  }
}
