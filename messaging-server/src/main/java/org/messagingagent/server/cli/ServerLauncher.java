package org.messagingagent.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.OfflineAdministration;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.spi.MessagingPlugin;

/** The real server. */
final class ServerLauncher implements Launcher {

  private final List<MessagingPlugin> given;

  ServerLauncher() {
    this(List.of());
  }

  /**
   * @param given plugins beside those that the configuration finds
   */
  ServerLauncher(List<MessagingPlugin> given) {
    this.given = List.copyOf(given);
  }

  @Override
  public Running start(ServerConfig config, Function<String, Map<String, String>> pluginSettings) {
    MessagingServerBuilder builder =
        MessagingServer.builder()
            .dataDirectory(config.dataDirectory())
            .http(config.http())
            .gateway(config.gateway())
            .agent(config.agent())
            .store(config.store())
            .auth(config.auth())
            .dispatch(config.dispatch())
            .outbox(config.outbox())
            .plugins(config.plugins())
            .retention(config.retention())
            .node(config.node())
            .metrics(config.metrics())
            .administration(config.administration())
            .wrapExceptions(config.wrapExceptions());
    builder.pluginSettings(pluginSettings);
    given.forEach(builder::plugin);
    config.bootstrap().ifPresent(first -> builder.user(first.user(), first.password()));
    return new RunningServer(builder.start());
  }

  @Override
  public Offline open(ServerConfig config) {
    return new OpenStore(OfflineAdministration.open(config));
  }

  private record RunningServer(MessagingServer server) implements Running {

    @Override
    public URI address() {
      return server.address();
    }

    @Override
    public Optional<Path> initialPasswordFile() {
      return server.initialPasswordFile();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record OpenStore(OfflineAdministration store) implements Offline {

    @Override
    public Administration administration() {
      return store.administration();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
