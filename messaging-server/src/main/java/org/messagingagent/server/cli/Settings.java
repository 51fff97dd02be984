package org.messagingagent.server.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingagent.server.RetentionConfig;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.admin.AdministrationConfig;
import org.messagingagent.server.agent.AgentConfig;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.http.GatewayConfig;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.metrics.MetricsConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.server.store.StoreConfig;

/** All keys, each declared once, and how they become the server's configuration. */
final class Settings {

  static final Setting<Path> DATA_DIR =
      Setting.of(
          "messaging.data-dir",
          SettingType.PATH,
          Path.of("messaging-data"),
          "Where the server keeps messages, users and its own files; made where it is missing");

  static final Setting<Boolean> SOAP_WRAP_EXCEPTIONS =
      Setting.of(
          "messaging.soap.wrap-exceptions",
          SettingType.BOOLEAN,
          false,
          "Answers refusals with HTTP 200, Succeeded=false and ExceptionInfo in the header, instead of a Fault");

  static final Setting<String> LOG_LEVEL =
      Setting.of(
          "messaging.log.level",
          SettingType.oneOf(List.of("error", "warn", "info", "debug", "trace")),
          "info",
          "How much is logged, to standard error; libraries never below info");

  static final Setting<String> LOG_FORMAT =
      Setting.of(
          "messaging.log.format",
          SettingType.oneOf(List.of("plain", "json")),
          "plain",
          "One line of text an event, or one JSON object a line");

  /** All of them, in the order in which they are documented. */
  static final List<Setting<?>> ALL =
      Stream.<List<? extends Setting<?>>>of(
              List.of(DATA_DIR),
              StoreSettings.ALL,
              HttpSettings.ALL,
              GatewaySettings.ALL,
              List.of(SOAP_WRAP_EXCEPTIONS),
              BootstrapSettings.ALL,
              PluginsSettings.ALL,
              NodeSettings.ALL,
              AgentSettings.ALL,
              AuthSettings.ALL,
              DispatchSettings.ALL,
              SendSettings.ALL,
              RetentionSettings.ALL,
              AdministrationSettings.ALL,
              MetricsSettings.ALL,
              List.of(LOG_LEVEL, LOG_FORMAT))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Settings() {}

  /** The server's configuration; what does not fit together is added to the problems. */
  static Optional<ServerConfig> serverConfig(SettingValues values, Problems problems) {
    Optional<StoreConfig> store = problems.collect(() -> StoreSettings.config(values));
    Optional<HttpConfig> http = problems.collect(() -> HttpSettings.config(values));
    Optional<GatewayConfig> gateway = problems.collect(() -> GatewaySettings.config(values));
    Optional<AgentConfig> agent = problems.collect(() -> AgentSettings.config(values));
    Optional<AuthConfig> auth = problems.collect(() -> AuthSettings.config(values));
    Optional<DispatchConfig> dispatch = problems.collect(() -> DispatchSettings.config(values));
    Optional<OutboxConfig> send = problems.collect(() -> SendSettings.config(values));
    Optional<PluginsConfig> plugins = problems.collect(() -> PluginsSettings.config(values));
    Optional<RetentionConfig> retention = problems.collect(() -> RetentionSettings.config(values));
    Optional<AdministrationConfig> administration =
        problems.collect(() -> AdministrationSettings.config(values));
    Optional<NodeConfig> node = problems.collect(() -> NodeSettings.config(values));
    Optional<Optional<ServerConfig.Bootstrap>> bootstrap =
        problems.collect(() -> BootstrapSettings.config(values));
    Optional<MetricsConfig> metrics = problems.collect(() -> MetricsSettings.config(values));
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerConfig(
            values.get(DATA_DIR),
            store.orElseThrow(),
            http.orElseThrow(),
            gateway.orElseThrow(),
            agent.orElseThrow(),
            auth.orElseThrow(),
            dispatch.orElseThrow(),
            send.orElseThrow(),
            plugins.orElseThrow(),
            pluginSettings(values),
            retention.orElseThrow(),
            bootstrap.orElseThrow(),
            node.orElseThrow(),
            values.get(SOAP_WRAP_EXCEPTIONS),
            administration.orElseThrow(),
            metrics.orElseThrow()));
  }

  /** As they are set; the built-in plugin {@code file} writes where everything else is kept. */
  private static Map<String, Map<String, String>> pluginSettings(SettingValues values) {
    Map<String, Map<String, String>> settings = values.pluginSettings();
    Map<String, String> file = new HashMap<>(settings.getOrDefault("file", Map.of()));
    file.putIfAbsent("directory", values.get(DATA_DIR).toString());
    settings.put("file", file);
    return settings;
  }
}
