package org.messagingagent.server.guice;

import com.google.inject.Inject;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.spi.MessagingPlugin;

/** What the application has bound of what the server can make use of; each may be missing. */
final class HostBindings {

  private final MessagingServerBuilder builder = MessagingServer.builder();
  private Optional<DataSource> dataSource = Optional.empty();

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
  void takePlugins(Set<MessagingPlugin> plugins) {
    plugins.forEach(builder::plugin);
  }

  @Inject(optional = true)
  void takeListeners(Set<MessageListener> listeners) {
    listeners.forEach(builder::listener);
  }

  @Inject(optional = true)
  void take(DataSource source) {
    dataSource = Optional.of(source);
  }

  /** Where messages are to be kept, if the application wants that. */
  Optional<DataSource> dataSource() {
    return dataSource;
  }

  /** The builder, with all else that was bound. */
  MessagingServerBuilder builder() {
    return builder;
  }
}
