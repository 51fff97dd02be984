package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of incoming messages in the store, by plugin. Safe for use by many threads. */
final class IncomingMeters {

  /** Of one plugin. */
  record OfPlugin(
      Counter accepted,
      Counter repeated,
      Timer acceptTime,
      Counter handled,
      Counter dead,
      Counter retries) {}

  private final MeterRegistry registry;
  private final Map<String, OfPlugin> plugins = new ConcurrentHashMap<>();

  IncomingMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Those of a plugin.
   *
   * @param plugin one that is or was installed, so that there are few
   */
  OfPlugin of(String plugin) {
    OfPlugin known = plugins.get(plugin);
    return known != null ? known : plugins.computeIfAbsent(plugin, this::made);
  }

  private OfPlugin made(String plugin) {
    return new OfPlugin(
        counter("accepted", "Incoming messages that were stored", plugin),
        counter("repeated", "Incoming messages that had been stored before", plugin),
        Times.calls("messaging.incoming.accept.time", "Time until an incoming message is on disk")
            .tag("plugin", plugin)
            .register(registry),
        counter("handled", "Incoming messages that are done", plugin),
        counter("dead", "Incoming messages that became dead letters", plugin),
        counter("retries", "Attempts of incoming messages that are followed by another", plugin));
  }

  private Counter counter(String word, String description, String plugin) {
    return Counter.builder("messaging.incoming." + word)
        .description(description)
        .tag("plugin", plugin)
        .register(registry);
  }
}
