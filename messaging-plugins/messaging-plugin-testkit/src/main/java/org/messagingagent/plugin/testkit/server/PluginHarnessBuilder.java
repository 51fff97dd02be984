package org.messagingagent.plugin.testkit.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.spi.MessagingPlugin;

/** Says how a {@link PluginHarness} runs its plugin. Not for several threads. */
public final class PluginHarnessBuilder {

  static final String USER = "testkit";
  static final String PASSWORD = "testkit-password";

  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Optional<Class<? extends MessagingPlugin>> type;
  private final List<Path> jars;
  private final String name;
  private Map<String, String> settings = Map.of();
  private Duration sendDeadline = Duration.ofSeconds(20);
  private Duration stopPatience = STOP;
  private UnaryOperator<MessagingServerBuilder> more = UnaryOperator.identity();

  private PluginHarnessBuilder(
      Optional<Class<? extends MessagingPlugin>> type, List<Path> jars, String name) {
    this.type = type;
    this.jars = List.copyOf(jars);
    this.name = requireNonNull(name, "name is null");
  }

  static PluginHarnessBuilder of(Class<? extends MessagingPlugin> type) {
    return new PluginHarnessBuilder(Optional.of(type), List.of(), made(type).name());
  }

  static PluginHarnessBuilder ofJars(String name, List<Path> jars) {
    if (jars.isEmpty()) {
      throw new IllegalArgumentException("No JAR is given; give the plugin's own at least");
    }
    return new PluginHarnessBuilder(Optional.empty(), jars, name);
  }

  String name() {
    return name;
  }

  /** The plugin's settings. */
  public PluginHarnessBuilder settings(Map<String, String> values) {
    settings = Map.copyOf(values);
    return this;
  }

  /** How long a call of SendMessages may take. */
  public PluginHarnessBuilder sendDeadline(Duration limit) {
    sendDeadline = requireNonNull(limit, "limit is null");
    return this;
  }

  /** How long a stop waits for handlers before it interrupts them. */
  public PluginHarnessBuilder stopPatience(Duration limit) {
    stopPatience = requireNonNull(limit, "limit is null");
    return this;
  }

  /** Whatever else is to be said to the server. */
  public PluginHarnessBuilder server(UnaryOperator<MessagingServerBuilder> change) {
    more = requireNonNull(change, "change is null");
    return this;
  }

  /**
   * Starts the server with the plugin.
   *
   * @param directory exists, and is the harness's own; most often JUnit's {@code @TempDir}
   */
  public PluginHarness start(Path directory) {
    return new PluginHarness(this, directory);
  }

  static Path data(Path directory) {
    return directory.resolve("messaging-data");
  }

  MessagingServer startServer(Path directory) {
    MessagingServerBuilder builder =
        MessagingServer.builder()
            .dataDirectory(data(directory))
            .port(0)
            .user(USER, PASSWORD)
            .administration(true)
            .pluginSettings(name, settings)
            .dispatch(dispatch())
            .outbox(outbox());
    if (type.isPresent()) {
      builder.plugin(made(type.get()));
    } else {
      builder.plugins(PluginsConfig.NONE.withDirectory(installed(directory)));
    }
    return more.apply(builder).start();
  }

  private DispatchConfig dispatch() {
    DispatchConfig defaults = DispatchConfig.DEFAULTS;
    return new DispatchConfig(
        defaults.windowPerPlugin(),
        defaults.windowBytes(),
        defaults.maxAttempts(),
        FIRST_RETRY,
        defaults.longestRetry(),
        defaults.pollInterval(),
        stopPatience);
  }

  private OutboxConfig outbox() {
    OutboxConfig defaults = OutboxConfig.DEFAULTS;
    return new OutboxConfig(
        sendDeadline, defaults.maxAttempts(), FIRST_RETRY, stopPatience, defaults.reconcile());
  }

  /** Puts the JARs where a server finds them: one alone, or several in a directory. */
  private Path installed(Path directory) {
    Path plugins = directory.resolve("plugins");
    try {
      Path place = Files.createDirectories(jars.size() == 1 ? plugins : plugins.resolve(name));
      for (Path jar : jars) {
        Files.copy(
            jar, place.resolve(jar.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
      }
      return plugins;
    } catch (IOException e) {
      throw new UncheckedIOException("The JARs of %s cannot be copied".formatted(name), e);
    }
  }

  private static MessagingPlugin made(Class<? extends MessagingPlugin> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          "%s has no public constructor without arguments that works".formatted(type.getName()), e);
    }
  }
}
