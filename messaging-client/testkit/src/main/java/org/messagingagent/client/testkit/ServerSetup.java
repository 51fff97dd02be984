package org.messagingagent.client.testkit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginsConfig;

/** How a test server is to be. */
record ServerSetup(
    List<RecordedPlugin> plugins,
    String user,
    String password,
    int port,
    boolean wrapExceptions,
    Duration patience,
    UnaryOperator<MessagingServerBuilder> more) {

  /** What waits for a stop gets no more than this: a test has nothing to lose by it. */
  private static final Duration STOP = Duration.ofSeconds(2);

  /** Quick, so that a plugin that asks to be tried again is given up within a test's time. */
  private static final Duration FIRST_RETRY = Duration.ofMillis(10);

  private static final int ATTEMPTS = 3;
  private static final Duration SEND_DEADLINE = Duration.ofSeconds(20);

  /** No plugin of a test is called less for failing as often as the test asks. */
  private static final Map<String, String> LIMITS = Map.of("limits.breaker-failures", "0");

  ServerSetup {
    plugins = List.copyOf(plugins);
    List<String> names = plugins.stream().map(RecordedPlugin::name).toList();
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("Two plugins have one name: " + names);
    }
  }

  MessagingServer start(Path directory, Recorder recorder, ShiftedClock clock) {
    MessagingServerBuilder builder =
        MessagingServer.builder()
            .dataDirectory(directory)
            .http(http())
            .user(user, password)
            .clock(clock)
            .wrapExceptions(wrapExceptions)
            .dispatch(dispatch())
            .outbox(outbox())
            .plugins(PluginsConfig.NONE.withCloseTimeout(STOP));
    for (RecordedPlugin plugin : plugins) {
      builder.plugin(new RecordingPlugin(plugin, recorder)).pluginSettings(plugin.name(), LIMITS);
    }
    MessagingServer server = requireNonNull(more.apply(builder), "server() gave null").start();
    for (RecordedPlugin plugin : plugins) {
      if (!recorder.hasOpen(plugin.name())) {
        server.close();
        throw new IllegalArgumentException(
            "Plugin '%s' did not start, the server's log says why; is that a name for a plugin?"
                .formatted(plugin.name()));
      }
    }
    return server;
  }

  private static HttpConfig http() {
    HttpConfig defaults = HttpConfig.DEFAULTS;
    return new HttpConfig(
        Front.HOST,
        0,
        defaults.publicUrl(),
        defaults.maxBodyBytes(),
        defaults.maxBodyBytesInFlight(),
        defaults.maxThreads(),
        defaults.maxQueuedRequests(),
        defaults.maxConnections(),
        defaults.maxHeaderBytes(),
        defaults.idleTimeout(),
        defaults.readTimeout(),
        STOP);
  }

  private static DispatchConfig dispatch() {
    DispatchConfig defaults = DispatchConfig.DEFAULTS;
    return new DispatchConfig(
        defaults.windowPerPlugin(),
        defaults.windowBytes(),
        defaults.maxAttempts(),
        FIRST_RETRY,
        defaults.longestRetry(),
        defaults.pollInterval(),
        STOP);
  }

  private static OutboxConfig outbox() {
    return new OutboxConfig(
        SEND_DEADLINE, ATTEMPTS, FIRST_RETRY, STOP, OutboxConfig.DEFAULTS.reconcile());
  }
}
