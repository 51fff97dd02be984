package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.messagingagent.server.auth.Authenticator;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.inbox.HandlerThreads;
import org.messagingagent.spi.MessagingPlugin;

/**
 * What the application that embeds the server brings along, and what it wants.
 *
 * @param listens whether the server has an HTTP server of its own for callers
 * @param dataSource gives connections to the PostgreSQL database for messages
 * @param plugins beside those that the configuration finds
 * @param pluginSettings by plugin name; asked again when a plugin is started anew
 * @param clock by which messages are due and tickets expire
 * @param registry where figures are collected
 * @param openTelemetry who records spans
 * @param authenticator who admits callers
 * @param authenticatesAlone whether it does so instead of the user table, or beside it
 * @param handlers in whose threads handlers are called
 * @param listeners who hears of what happens
 */
record Host(
    boolean listens,
    Optional<DataSource> dataSource,
    List<MessagingPlugin> plugins,
    Function<String, Map<String, String>> pluginSettings,
    Clock clock,
    Optional<MeterRegistry> registry,
    OpenTelemetry openTelemetry,
    Optional<Authenticator> authenticator,
    boolean authenticatesAlone,
    HandlerThreads handlers,
    List<MessageListener> listeners) {

  Host {
    requireNonNull(dataSource, "dataSource is null");
    plugins = List.copyOf(plugins);
    checkNames(plugins);
    requireNonNull(pluginSettings, "pluginSettings is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(registry, "registry is null");
    requireNonNull(openTelemetry, "openTelemetry is null");
    requireNonNull(authenticator, "authenticator is null");
    requireNonNull(handlers, "handlers is null");
    listeners = List.copyOf(listeners);
  }

  /** Of plugins that are found the first one has a name; an application has made a mistake. */
  private static void checkNames(List<MessagingPlugin> plugins) {
    Map<String, MessagingPlugin> names = new HashMap<>();
    for (MessagingPlugin plugin : plugins) {
      Optional<String> name = nameOf(plugin);
      MessagingPlugin other = name.map(known -> names.put(known, plugin)).orElse(null);
      if (other != null) {
        throw new IllegalArgumentException(
            "Two plugins have the name '%s' (%s and %s); give each one of its own"
                .formatted(name.get(), other.getClass().getName(), plugin.getClass().getName()));
      }
    }
  }

  /** Empty where it does not tell: what is wrong with it is found out and logged at the start. */
  private static Optional<String> nameOf(MessagingPlugin plugin) {
    try {
      return Optional.ofNullable(plugin.name());
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }
}
