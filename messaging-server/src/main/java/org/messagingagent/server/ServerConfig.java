package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

/**
 * All that a server is told, each part checked by itself.
 *
 * @param dataDirectory made where it does not exist; one server at a time uses it
 * @param store where messages are kept
 * @param pluginSettings by plugin name, then by key without the {@code messaging.plugin.<name>.}
 *     prefix
 * @param bootstrap the user to be made where there is none; empty: {@code admin} with a generated
 *     password
 * @param node this server as one of several on one database
 * @param wrapExceptions whether refusals are wrapped as the original service does
 * @param administration how operators reach the running server
 * @param metrics where figures are shown
 */
public record ServerConfig(
    Path dataDirectory,
    StoreConfig store,
    HttpConfig http,
    GatewayConfig gateway,
    AgentConfig agent,
    AuthConfig auth,
    DispatchConfig dispatch,
    OutboxConfig outbox,
    PluginsConfig plugins,
    Map<String, Map<String, String>> pluginSettings,
    RetentionConfig retention,
    Optional<Bootstrap> bootstrap,
    NodeConfig node,
    boolean wrapExceptions,
    AdministrationConfig administration,
    MetricsConfig metrics) {

  public ServerConfig {
    requireNonNull(dataDirectory, "dataDirectory is null");
    requireNonNull(store, "store is null");
    requireNonNull(http, "http is null");
    requireNonNull(gateway, "gateway is null");
    requireNonNull(agent, "agent is null");
    requireNonNull(auth, "auth is null");
    requireNonNull(dispatch, "dispatch is null");
    requireNonNull(outbox, "outbox is null");
    requireNonNull(plugins, "plugins is null");
    pluginSettings = Map.copyOf(pluginSettings);
    requireNonNull(retention, "retention is null");
    requireNonNull(bootstrap, "bootstrap is null");
    requireNonNull(administration, "administration is null");
    requireNonNull(node, "node is null");
    requireNonNull(metrics, "metrics is null");
  }

  /**
   * What gateways reach the server by, such as {@code https://sms.example.com}, without a slash at
   * its end; {@code /gateway/<plugin>/} follows it. Empty where the operator has not said it.
   */
  public Optional<URI> gatewayBase() {
    return gateway.base(http);
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return "ServerConfig[dataDirectory=%s, store=%s, http=%s]"
        .formatted(dataDirectory, store, http);
  }

  /** The first user. */
  public record Bootstrap(String user, String password) {

    public Bootstrap {
      requireNonNull(user, "user is null");
      requireNonNull(password, "password is null");
      if (user.isBlank()) {
        throw new IllegalArgumentException("bootstrap.user must not be empty");
      }
      if (password.isEmpty()) {
        throw new IllegalArgumentException("bootstrap.password must not be empty");
      }
    }

    /** Hides the password. */
    @Override
    public String toString() {
      return "Bootstrap[" + user + "]";
    }
  }
}
