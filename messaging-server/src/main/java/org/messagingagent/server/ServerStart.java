package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import com.google.inject.Injector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.messagingagent.server.admin.AdministrationServer;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.admin.StoreAdministration.Hooks;
import org.messagingagent.server.agent.DefaultPluginHost;
import org.messagingagent.server.agent.HostInbox;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.RunningPlugins;
import org.messagingagent.server.auth.OutsideUsers;
import org.messagingagent.server.auth.PasswordCheck;
import org.messagingagent.server.auth.Passwords;
import org.messagingagent.server.auth.Tickets;
import org.messagingagent.server.cluster.Membership;
import org.messagingagent.server.cluster.NodeIdentity;
import org.messagingagent.server.cluster.OtherNodes;
import org.messagingagent.server.cluster.OwnedPartitions;
import org.messagingagent.server.events.MessageEvents;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.Health;
import org.messagingagent.server.http.HttpConfig;
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
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the parts of a server, each after those that it needs. For one start. */
final class ServerStart {

  private static final Logger log = LoggerFactory.getLogger(ServerStart.class);

  private final ServerConfig config;
  private final Host host;
  private final Parts parts;
  private final BooleanSupplier stopping;

  /**
   * @param parts takes what is opened; the caller's to close, also where the start fails
   * @param stopping whether the server is being stopped
   */
  ServerStart(ServerConfig config, Host host, Parts parts, BooleanSupplier stopping) {
    this.config = requireNonNull(config, "config is null");
    this.host = requireNonNull(host, "host is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.stopping = requireNonNull(stopping, "stopping is null");
  }

  /** What has been opened, as far as the application sees it. */
  record Opened(
      MessagingAgent agent,
      HostInbox hostInbox,
      Doors doors,
      Optional<Path> initialPasswordFile,
      Optional<URI> metricsAddress) {}

  Opened open() {
    NeededLibraries.check(config, host);
    host.handlers().check();
    parts.opened("What the JDK remembers", JdkMemory::forgetRecords); // closed last
    Clock clock = host.clock();
    Metrics metrics =
        parts.opened(
            "Metrics", new Metrics(config.metrics(), host.registry(), host.openTelemetry(), clock));
    MessageEvents events = parts.opened("The listeners", new MessageEvents(host.listeners()));
    DataDirectory directory =
        parts.opened("The data directory", DataDirectory.open(config.dataDirectory()));
    parts.opened("The database drivers", Stores.drivers());
    StoreConfig place = Stores.described(config.store(), host.dataSource());
    Store opened =
        parts.opened(
            "The store",
            host.dataSource()
                .map(source -> Stores.open(place, source, StoreLimits.DEFAULTS))
                .orElseGet(() -> Stores.open(place, directory, StoreLimits.DEFAULTS)));
    Store store = events.store(metrics.store(opened));
    log.info(
        "Messages are kept in {}; {} wait to be handled",
        place.place().orElse(directory.path().toString()),
        waiting(store.inbox().counts()));
    settleCallsOfADeadProcess(store);
    DefaultPluginHost pluginHost =
        new DefaultPluginHost(store, clock, config.gatewayBase(), metrics.calls());
    PluginRegistry plugins =
        parts.opened(
            "The plugins",
            PluginRegistry.load(
                config.plugins(),
                host.plugins(),
                host.pluginSettings(),
                directory.path(),
                clock,
                pluginHost));
    OwnedPartitions owned = new OwnedPartitions();
    OtherNodes others = new OtherNodes();
    RunningPlugins running = new RunningPlugins(plugins, others);
    ClusterWatch cluster = new OwnedWatch(owned, others);
    Health health = new ServerHealth(store, plugins, cluster, directory.path(), stopping);
    OutsideUsers outside =
        parts.opened(
            "The authenticator", new OutsideUsers(host.authenticator(), host.authenticatesAlone()));
    Injector injector =
        Wiring.wire(config, store, plugins, running, owned, others, outside, host, metrics, health);
    FirstUser firstUser =
        new FirstUser(
            store.users(), injector.getInstance(Passwords.class), directory.path(), clock);
    boolean needsUser = config.bootstrap().isPresent() || !outside.alone();
    Optional<Path> initialPasswordFile =
        needsUser ? firstUser.ensure(config.bootstrap()) : Optional.empty();
    plugins.tell(parts.opened("Sending", injector.getInstance(Outbox.class)));
    plugins.tell(parts.opened("Reconciliation", injector.getInstance(Reconciler.class)));
    parts.opened("Housekeeping", injector.getInstance(Housekeeper.class)).start();
    startDispatching(directory, store, plugins, running, owned, others, injector);
    pluginHost.attach(running);
    if (config.administration().enabled()) {
      administer(directory.path(), injector, plugins, pluginHost, firstUser);
    }
    parts.opened(
        "The figures", metrics.watch(store, plugins, cluster, health, directory.path(), clock));
    Optional<URI> metricsAddress =
        metrics.listen().map(page -> parts.opened("The HTTP server for figures", page).address());
    Doors doors =
        parts.opened(
            "The ways in",
            new Doors(config, () -> injector.getInstance(Front.class), metrics, parts));
    doors.open(host.listens());
    plugins.startJobs();
    return new Opened(
        injector.getInstance(MessagingAgent.class),
        new HostInbox(config.agent(), running, store, clock),
        doors,
        initialPasswordFile,
        metricsAddress);
  }

  private void startDispatching(
      DataDirectory directory,
      Store store,
      PluginRegistry plugins,
      RunningPlugins running,
      OwnedPartitions owned,
      OtherNodes others,
      Injector injector) {
    Dispatcher dispatcher = injector.getInstance(Dispatcher.class);
    Membership membership =
        parts.opened(
            "The membership among the nodes",
            new Membership(
                store.cluster(),
                nodeInfo(NodeIdentity.in(directory, config.node().name())),
                config.node(),
                owned,
                others,
                new DispatchedPartitions(dispatcher),
                running::here,
                StatusText.OUTCOME_UNKNOWN + "the node that was sending the message has stopped",
                plugins::followPauses));
    parts.opened("The dispatcher", dispatcher);
    parts.opened("The share of the work", membership::drain);
    plugins.tell(membership);
    plugins.tell(dispatcher);
    membership.start();
    dispatcher.start();
  }

  private NodeInfo nodeInfo(NodeIdentity identity) {
    String version = MessagingServer.class.getPackage().getImplementationVersion();
    return new NodeInfo(
        identity.name(),
        identity.home(),
        version == null ? "(unpackaged)" : version,
        nodeAddress(),
        SharedSettings.of(config));
  }

  /** Where operators of other nodes read that this one can be reached; empty where nobody knows. */
  private String nodeAddress() {
    HttpConfig http = config.http();
    boolean known = host.listens() && http.port() != 0;
    return http.publicUrl()
        .map(URI::toString)
        .orElse(known ? "http://%s:%d".formatted(http.host(), http.port()) : "");
  }

  private void administer(
      Path directory,
      Injector injector,
      PluginRegistry plugins,
      PluginHost pluginHost,
      FirstUser firstUser) {
    Store store = injector.getInstance(Store.class);
    Tickets tickets = injector.getInstance(Tickets.class);
    Passwords passwords = injector.getInstance(Passwords.class);
    Dispatcher dispatcher = injector.getInstance(Dispatcher.class);
    HandledRates rates =
        parts.opened(
            "Rates",
            new HandledRates(() -> ActivityForOperators.handled(plugins), System::nanoTime));
    rates.start();
    Hooks hooks =
        new Hooks(
            new PasswordsForOperators(passwords),
            new PluginsForOperators(
                plugins, config.plugins().limits(), pluginHost::callbackAddress),
            new DispatchForOperators(dispatcher),
            user -> {
              tickets.forget(user);
              firstUser.passwordChanged(user);
            },
            tickets::forget,
            new ActivityForOperators(dispatcher, rates));
    parts.opened(
        "Administration",
        AdministrationServer.start(
            directory,
            config.administration(),
            actor -> new StoreAdministration(store, hooks, host.clock(), actor),
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
                host.clock().instant());
    if (unknown > 0) {
      log.warn(
          "{} outgoing messages were being sent when the server last stopped; whether they were is"
              + " not known, and they are not sent again",
          unknown);
    }
  }
}
