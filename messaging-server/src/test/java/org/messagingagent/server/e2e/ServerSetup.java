package org.messagingagent.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingagent.server.store.StoreConfig;

/**
 * How the packaged server is started: its directories, settings and arguments. Every start with one
 * setup is a restart on the same data. Below its directory: {@code data}, {@code plugins} and
 * {@code logs}.
 */
public final class ServerSetup {

  /** The first user, which the server makes when it starts on an empty data directory. */
  public static final String USER = "e2e";

  /** The first user's password. */
  public static final String PASSWORD = "not a secret & <long> enough";

  /** Less of the processor for processes that live for seconds. */
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> jvmOptions = new ArrayList<>(QUICK_START);
  private final List<String> arguments = new ArrayList<>();
  private final AtomicInteger starts = new AtomicInteger();

  private ServerSetup(Path directory) {
    this.directory = directory;
    environment.put("MESSAGING_HTTP_PORT", "0");
    environment.put("MESSAGING_DATA_DIR", dataDirectory().toString());
    environment.put("MESSAGING_PLUGINS_DIR", pluginsDirectory().toString());
    environment.put("MESSAGING_BOOTSTRAP_USER", USER);
    environment.put("MESSAGING_BOOTSTRAP_PASSWORD", PASSWORD);
    store(TestStore.of(directory));
  }

  /** A server on a free port whose files all are below this directory. */
  public static ServerSetup in(Path directory) {
    try {
      Files.createDirectories(directory.resolve("plugins"));
      Files.createDirectories(directory.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ServerSetup(directory);
  }

  /** Sets an environment variable of the server, such as {@code MESSAGING_HTTP_PORT}. */
  public ServerSetup with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Keeps the messages there. */
  public ServerSetup store(StoreConfig store) {
    store
        .url()
        .ifPresent(
            url -> {
              with("MESSAGING_STORE_URL", url).with("MESSAGING_STORE_SCHEMA", store.schema());
              with("MESSAGING_STORE_USER", store.user());
              if (!store.password().isEmpty()) {
                with("MESSAGING_STORE_PASSWORD", store.password());
              }
            });
    return this;
  }

  /** Options of the server's Java, such as {@code -Xmx256m}. */
  public ServerSetup jvm(String... options) {
    jvmOptions.addAll(List.of(options));
    return this;
  }

  /** Leaves to Java what these tests set for a quick start, where speed is measured. */
  public ServerSetup jvmAsItComes() {
    jvmOptions.removeAll(QUICK_START);
    return this;
  }

  /** Arguments on the server's command line. */
  public ServerSetup arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  public Path dataDirectory() {
    return directory.resolve("data");
  }

  public Path pluginsDirectory() {
    return directory.resolve("plugins");
  }

  /** How often a server was started with this setup. */
  public int starts() {
    return starts.get();
  }

  /** Starts the server and waits until it is ready. */
  public ServerProcess start() {
    ServerProcess server = launch();
    server.awaitReady(READY_TIMEOUT);
    return server;
  }

  /** Starts the server without waiting for anything. */
  public ServerProcess launch() {
    return launch(arguments);
  }

  /** Runs a command of the server's command line, such as {@code messages list}. */
  public ServerProcess run(String... command) {
    return launch(List.of(command));
  }

  private ServerProcess launch(List<String> commandLine) {
    List<String> command = new ArrayList<>();
    command.add(ServerProcess.java().toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(commandLine);
    return ServerProcess.launch(
        "server-" + starts.incrementAndGet(), command, environment, directory);
  }

  /** The executable JAR. */
  static Path jar() {
    Path jar = Path.of(System.getProperty("messaging.server.jar", "target/messaging-server.jar"));
    if (!Files.exists(jar)) {
      jar = Path.of("messaging-server").resolve(jar);
    }
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "The server's JAR is not at %s; build it with mvn -q package -DskipTests"
              .formatted(jar.toAbsolutePath()));
    }
    return jar.toAbsolutePath();
  }
}
