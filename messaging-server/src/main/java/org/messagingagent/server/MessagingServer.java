package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import com.google.inject.Injector;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.messagingagent.server.admin.AdministrationServer;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.agent.DefaultPluginHost;
import org.messagingagent.server.agent.HostInbox;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.RunningPlugins;
import org.messagingagent.server.auth.PasswordCheck;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.cluster.Membership;
import org.messagingagent.server.cluster.NodeIdentity;
import org.messagingagent.server.cluster.OtherNodes;
import org.messagingagent.server.cluster.OwnedPartitions;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.Health;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpServer;
import org.messagingagent.server.inbox.Dispatcher;
import org.messagingagent.server.metrics.ClusterWatch;
import org.messagingagent.server.metrics.Metrics;
import org.messagingagent.server.outbox.Outbox;
import org.messagingagent.server.outbox.Reconciler;
import org.messagingagent.server.outbox.StatusText;
import org.messagingagent.server.plugin.PluginHost;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.ClusterStore.NodeInfo;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.MessageState;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.Stores;
import org.messagingagent.spi.MessagingPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A messaging agent that runs: the one entry for an application that brings its own. Safe for use
 * by many threads.
 *
 * <pre>{@code
 * try (MessagingServer server = MessagingServer.builder()
 *     .dataDirectory(Path.of("messaging-data"))
 *     .port(0)
 *     .plugin(new PagerPlugin())
 *     .user("crm", password)
 *     .start()) {
 *   System.out.println("Messages go to " + server.address());
 *   ...
 * }
 * }</pre>
 */
public final class MessagingServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MessagingServer.class);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final Clock clock;
  private URI address;
  private URI gatewayAddress;
  private Optional<Path> initialPasswordFile = Optional.empty();
  private Duration readyDelay = Duration.ZERO;
  private Optional<HostInbox> hostInbox = Optional.empty();
  private boolean closed;
  private volatile boolean stopping;
  private Metrics metrics;
  private Optional<URI> metricsAddress = Optional.empty();

  private MessagingServer(Clock clock) {
    this.clock = clock;
  }

  /** Begins with the defaults for all. */
  public static MessagingServerBuilder builder() {
    return new MessagingServerBuilder();
  }

  /**
   * Starts a server. It takes requests when this returns.
   *
   * @param pluginSettings by plugin name; asked again when a plugin is started anew
   * @param plugins beside those that the configuration finds
   * @param telemetry where figures and traces go
   * @throws org.messagingagent.server.store.StoreException where the data directory cannot be used;
   *     the message says why and what to do
   * @throws org.messagingagent.server.http.HttpStartException where the port cannot be had
   */
  static MessagingServer start(
      ServerConfig config,
      Function<String, Map<String, String>> pluginSettings,
      List<MessagingPlugin> plugins,
      Clock clock,
      Telemetry telemetry) {
    MessagingServer server = new MessagingServer(requireNonNull(clock, "clock is null"));
    try {
      server.open(config, pluginSettings, plugins, telemetry);
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /** Where it listens, with the port in use, such as {@code http://127.0.0.1:8087}. */
  public URI address() {
    return address;
  }

  /**
   * Where it listens for gateways, with the port in use, such as {@code http://127.0.0.1:8088}: a
   * plugin's is at {@code /gateway/<plugin>/} there. The same as {@link #address()} unless they
   * have a port of their own.
   */
  public URI gatewayAddress() {
    return gatewayAddress;
  }

  /**
   * Where figures are shown, with the port in use: {@code /metrics} follows it. Empty where they
   * are not.
   */
  public Optional<URI> metricsAddress() {
    return metricsAddress;
  }

  /**
   * The file with the generated password of the first user {@code admin}, as long as it has not
   * been changed.
   */
  public Optional<Path> initialPasswordFile() {
    return initialPasswordFile;
  }

  /**
   * Stores an incoming message in the host's own transaction: it is handed to its plugin when, and
   * only when, that commits. The server has to keep its messages in PostgreSQL, in the same
   * database; which schema the connection sees does not matter. What the transaction holds by this
   * is nothing that the server would wait for, however long it takes.
   *
   * @param connection in a transaction, which stays the host's to commit or roll back; it may be
   *     one of a pool or of another driver's making, and its user another than the server's
   * @return the message's id, positive, which is that of no other, also where the transaction is
   *     rolled back; under an idempotency key that was committed before with the same message, that
   *     of the first, and nothing is stored
   * @throws org.messagingagent.server.agent.MessagingException where the message is refused, as
   *     CreateMessage would; the transaction is as it was
   * @throws org.messagingagent.server.store.UnfitConnectionException where the connection is
   *     closed, in auto-commit mode, not to the server's database, or its user lacks the rights;
   *     the transaction is as it was
   * @throws IllegalStateException where messages are kept in SQLite, or the server is closed
   * @throws SQLException where the database failed; the transaction can only be rolled back
   */
  public long accept(Connection connection, HostMessage message) throws SQLException {
    requireNonNull(message, "message is null");
    if (stopping || hostInbox.isEmpty()) {
      throw new IllegalStateException("The server is closed");
    }
    return hostInbox
        .get()
        .accept(
            connection,
            new IncomingDraft(
                message.to(),
                message.from(),
                message.content(),
                message.format(),
                message.sessionKey(),
                message.plugin()),
            message.idempotencyKey());
  }

  /**
   * Stops: takes no more requests, answers those in progress, waits for the handlers that run, and
   * closes plugins and store, each within its configured time. What was not handled by then is
   * handled after the next start. Further calls do nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopping = true;
    awaitBalancer();
    log.info("Stopping: requests and handlers in progress are waited for");
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable().close();
      } catch (Exception e) {
        log.warn("{} did not stop cleanly: {}", part.name(), e.getMessage(), e);
      }
    }
    log.info("Stopped");
  }

  /** While the server says that it is not ready, those who asked before still send requests. */
  private void awaitBalancer() {
    if (address == null || readyDelay.isZero()) {
      return;
    }
    log.info("Not ready any more; requests are taken for {} s still", readyDelay.toSeconds());
    try {
      TimeUnit.NANOSECONDS.sleep(readyDelay.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void open(
      ServerConfig config,
      Function<String, Map<String, String>> pluginSettings,
      List<MessagingPlugin> given,
      Telemetry telemetry) {
    metrics =
        opened(
            "Metrics",
            new Metrics(config.metrics(), telemetry.registry(), telemetry.openTelemetry(), clock));
    DataDirectory directory =
        opened("The data directory", DataDirectory.open(config.dataDirectory()));
    Store store =
        metrics.store(
            opened("The store", Stores.open(config.store(), directory, StoreLimits.DEFAULTS)));
    log.info(
        "Messages are kept in {}; {} wait to be handled",
        config.store().place().orElse(directory.path().toString()),
        waiting(store.inbox().counts()));
    settleCallsOfADeadProcess(store);
    DefaultPluginHost host =
        new DefaultPluginHost(store, clock, config.gatewayBase(), metrics.calls());
    PluginRegistry plugins =
        opened(
            "The plugins",
            PluginRegistry.load(
                config.plugins(), given, pluginSettings, directory.path(), clock, host));
    OwnedPartitions owned = new OwnedPartitions();
    OtherNodes others = new OtherNodes();
    RunningPlugins running = new RunningPlugins(plugins, others);
    ClusterWatch cluster = new OwnedWatch(owned, others);
    Health health = new ServerHealth(store, plugins, cluster, directory.path(), () -> stopping);
    Injector injector =
        Wiring.wire(config, store, plugins, running, owned, others, clock, metrics, health);
    FirstUser firstUser =
        new FirstUser(
            store.users(), injector.getInstance(Passwords.class), directory.path(), clock);
    initialPasswordFile = firstUser.ensure(config.bootstrap());
    plugins.tell(opened("Sending", injector.getInstance(Outbox.class)));
    plugins.tell(opened("Reconciliation", injector.getInstance(Reconciler.class)));
    opened("Housekeeping", injector.getInstance(Housekeeper.class)).start();
    startDispatching(config, directory, store, plugins, running, owned, others, injector);
    host.attach(running);
    hostInbox = Optional.of(new HostInbox(config.agent(), running, store, clock));
    if (config.administration().enabled()) {
      administer(config, directory.path(), injector, plugins, host, firstUser);
    }
    readyDelay = config.node().readyDelay();
    opened("The figures", metrics.watch(store, plugins, cluster, health, directory.path(), clock));
    metrics
        .listen()
        .ifPresent(
            page -> {
              opened("The HTTP server for figures", page);
              metricsAddress = Optional.of(page.address());
            });
    listen(config, injector.getInstance(Front.class));
    plugins.startJobs();
  }

  private void startDispatching(
      ServerConfig config,
      DataDirectory directory,
      Store store,
      PluginRegistry plugins,
      RunningPlugins running,
      OwnedPartitions owned,
      OtherNodes others,
      Injector injector) {
    Dispatcher dispatcher = injector.getInstance(Dispatcher.class);
    Membership membership =
        opened(
            "The membership among the nodes",
            new Membership(
                store.cluster(),
                nodeInfo(config, NodeIdentity.in(directory, config.node().name())),
                config.node(),
                owned,
                others,
                new DispatchedPartitions(dispatcher),
                running::here,
                StatusText.OUTCOME_UNKNOWN + "the node that was sending the message has stopped",
                plugins::followPauses));
    opened("The dispatcher", dispatcher);
    opened("The share of the work", membership::drain);
    plugins.tell(membership);
    plugins.tell(dispatcher);
    membership.start();
    dispatcher.start();
  }

  private static NodeInfo nodeInfo(ServerConfig config, NodeIdentity identity) {
    String version = MessagingServer.class.getPackage().getImplementationVersion();
    HttpConfig http = config.http();
    return new NodeInfo(
        identity.name(),
        identity.home(),
        version == null ? "(unpackaged)" : version,
        http.publicUrl()
            .map(URI::toString)
            .orElse(http.port() == 0 ? "" : "http://%s:%d".formatted(http.host(), http.port())),
        SharedSettings.of(config));
  }

  private void listen(ServerConfig config, Front front) {
    HttpServer http =
        opened("The HTTP server", HttpServer.start(config.http(), "http", metrics.http(front)));
    metrics.server("http", http);
    metrics.front(front);
    address = http.address();
    log.info("Listening at {}", address);
    gatewayAddress =
        config
            .gateway()
            .listener(config.http())
            .map(listener -> listenForGateways(listener, front))
            .orElse(address);
  }

  private URI listenForGateways(HttpConfig listener, Front front) {
    HttpServer gateways =
        opened(
            "The HTTP server for gateways",
            HttpServer.start(
                listener, "gateway-http", "messaging.gateway", metrics.http(front.gateways())));
    metrics.server("gateway", gateways);
    log.info("Gateways call at {}", gateways.address());
    return gateways.address();
  }

  private void administer(
      ServerConfig config,
      Path directory,
      Injector injector,
      PluginRegistry plugins,
      PluginHost host,
      FirstUser firstUser) {
    Store store = injector.getInstance(Store.class);
    Tickets tickets = injector.getInstance(Tickets.class);
    Passwords passwords = injector.getInstance(Passwords.class);
    Dispatcher dispatcher = injector.getInstance(Dispatcher.class);
    HandledRates rates =
        opened(
            "Rates",
            new HandledRates(() -> ActivityForOperators.handled(plugins), System::nanoTime));
    rates.start();
    Hooks hooks =
        new Hooks(
            new PasswordsForOperators(passwords),
            new PluginsForOperators(plugins, config.plugins().limits(), host::callbackAddress),
            new DispatchForOperators(dispatcher),
            user -> {
              tickets.forget(user);
              firstUser.passwordChanged(user);
            },
            tickets::forget,
            new ActivityForOperators(dispatcher, rates));
    opened(
        "Administration",
        AdministrationServer.start(
            directory,
            config.administration(),
            actor -> new StoreAdministration(store, hooks, clock, actor),
            new OperatorsFromUsers(new PasswordCheck(store.users(), passwords))));
  }

  private static long waiting(Map<String, Map<MessageState, Long>> counts) {
    return counts.values().stream()
        .mapToLong(states -> states.getOrDefault(MessageState.WAITING, 0L))
        .sum();
  }

  private void settleCallsOfADeadProcess(Store store) {
    int unknown =
        store
            .outbox()
            .settleInFlight(
                StatusText.OUTCOME_UNKNOWN + "the server stopped while the message was being sent",
                clock.instant());
    if (unknown > 0) {
      log.warn(
          "{} outgoing messages were being sent when the server last stopped; whether they were is"
              + " not known, and they are not sent again",
          unknown);
    }
  }

  private <T extends AutoCloseable> T opened(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** What is to be closed, last opened first. */
  private record Part(String name, AutoCloseable closeable) {}
}
