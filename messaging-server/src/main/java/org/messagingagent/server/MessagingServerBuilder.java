package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.sql.DataSource;
import org.messagingagent.server.ServerConfig.Bootstrap;
import org.messagingagent.server.admin.AdministrationConfig;
import org.messagingagent.server.agent.AgentConfig;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.auth.Authenticator;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.http.GatewayConfig;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.inbox.HandlerThreads;
import org.messagingagent.server.metrics.MetricsConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.spi.MessagingPlugin;

/**
 * Configures and starts a {@link MessagingServer}. Everything has a default; the data directory is
 * {@code messaging-data} and the address {@code http://127.0.0.1:8087}. No plugin is found by
 * itself: give them, or say with {@link #plugins(PluginsConfig)} where to look. Not for several
 * threads.
 */
public final class MessagingServerBuilder {

  private final List<MessagingPlugin> given = new ArrayList<>();
  private final Map<String, Map<String, String>> pluginSettings = new HashMap<>();
  private Function<String, Map<String, String>> otherPluginSettings = name -> Map.of();
  private Path dataDirectory = Path.of("messaging-data");
  private StoreConfig store = StoreConfig.DEFAULTS;
  private Optional<DataSource> dataSource = Optional.empty();
  private HttpConfig http = HttpConfig.DEFAULTS;
  private boolean listens = true;
  private GatewayConfig gateway = GatewayConfig.DEFAULTS;
  private AgentConfig agent = AgentConfig.DEFAULTS;
  private AuthConfig auth = AuthConfig.DEFAULTS;
  private DispatchConfig dispatch = DispatchConfig.DEFAULTS;
  private OutboxConfig outbox = OutboxConfig.DEFAULTS;
  private PluginsConfig plugins = PluginsConfig.NONE;
  private RetentionConfig retention = RetentionConfig.DEFAULTS;
  private NodeConfig node = NodeConfig.DEFAULTS;
  private Optional<Bootstrap> bootstrap = Optional.empty();
  private boolean wrapExceptions;
  private AdministrationConfig administration = AdministrationConfig.OFF;
  private MetricsConfig metrics = MetricsConfig.DEFAULTS;
  private Optional<MeterRegistry> registry = Optional.empty();
  private OpenTelemetry openTelemetry = OpenTelemetry.noop();
  private Clock clock = Clock.systemUTC();
  private Optional<Authenticator> authenticator = Optional.empty();
  private boolean authenticatesAlone;
  private HandlerThreads handlers = HandlerThreads.OWN;
  private final List<MessageListener> listeners = new ArrayList<>();

  MessagingServerBuilder() {}

  /**
   * Where the server keeps its files, and messages unless they are in a database; made where it
   * does not exist. One server at a time uses it.
   */
  public MessagingServerBuilder dataDirectory(Path directory) {
    this.dataDirectory = requireNonNull(directory, "directory is null");
    return this;
  }

  /** A PostgreSQL database for messages, which several servers may share. */
  public MessagingServerBuilder store(StoreConfig config) {
    this.store = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * The application's connections to the PostgreSQL database that is to keep the messages, instead
   * of an address in {@link #store}; its schema, pool size and the like hold still. The data
   * directory is for files then.
   *
   * <p>Of a pool the server keeps four connections for as long as it runs, and for reading at most
   * as many as {@link StoreConfig#poolSize}, which it holds for some minutes; a plugin that handles
   * in transactions has its own. A pool that is to serve the application too needs room for that.
   * Each is given back as it came: settings, auto-commit mode and time-outs are put back. The
   * DataSource is not closed, and is to be closed after the server.
   *
   * @param source of PostgreSQL's own driver ({@code org.postgresql:postgresql}), wrapped or not.
   *     The start fails with a {@link org.messagingagent.server.store.StoreException} where it is
   *     closed or leads elsewhere
   */
  public MessagingServerBuilder dataSource(DataSource source) {
    this.dataSource = Optional.of(requireNonNull(source, "source is null"));
    return this;
  }

  /** The port on the loopback address; 0 for any that is free. */
  public MessagingServerBuilder port(int port) {
    this.http = http.withPort(port);
    return this;
  }

  /** How the server listens, and what it takes. */
  public MessagingServerBuilder http(HttpConfig config) {
    this.http = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * No HTTP server for callers: they come through {@link MessagingServer#agent()}, through a {@link
   * MessagingServlet}, or not at all. Neither Jetty nor, without a servlet, anything of SOAP is
   * loaded. What is asked for by itself has a port still: gateways by {@link #gateway}, figures by
   * {@link #metrics}, operators by {@link #administration(AdministrationConfig)}.
   */
  public MessagingServerBuilder noHttp() {
    this.listens = false;
    return this;
  }

  /** Where gateways call their plugins, and what is taken of them. */
  public MessagingServerBuilder gateway(GatewayConfig config) {
    this.gateway = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * A plugin of the application's own. It may be given to several servers, and then is opened by
   * each.
   *
   * @param plugin its name is that of no other that is given: else {@link #build} throws
   */
  public MessagingServerBuilder plugin(MessagingPlugin plugin) {
    given.add(requireNonNull(plugin, "plugin is null"));
    return this;
  }

  /** The settings of a plugin, by key. */
  public MessagingServerBuilder pluginSettings(String plugin, Map<String, String> settings) {
    pluginSettings.put(requireNonNull(plugin, "plugin is null"), Map.copyOf(settings));
    return this;
  }

  /**
   * Where the settings of other plugins come from: by the plugin's name, an empty map where there
   * are none. Asked when the server starts and each time an operator has a plugin started anew;
   * what it throws then keeps the plugin from that, and its message is shown to the operator.
   */
  public MessagingServerBuilder pluginSettings(Function<String, Map<String, String>> source) {
    this.otherPluginSettings = requireNonNull(source, "source is null");
    return this;
  }

  /** Where other plugins are looked for. */
  public MessagingServerBuilder plugins(PluginsConfig config) {
    this.plugins = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * The first user, made where there is none. Without it user {@code admin} gets a generated
   * password, see {@link MessagingServer#initialPasswordFile()}.
   */
  public MessagingServerBuilder user(String name, String password) {
    this.bootstrap = Optional.of(new Bootstrap(name, password));
    return this;
  }

  /**
   * Who decides which callers may log on, instead of the user table. No first user is made then,
   * unless {@link #user} names one; operators log on with the user table still.
   *
   * @see #moreUsers
   */
  public MessagingServerBuilder authenticator(Authenticator authenticator) {
    this.authenticator = Optional.of(requireNonNull(authenticator, "authenticator is null"));
    this.authenticatesAlone = true;
    return this;
  }

  /**
   * Who decides which callers may log on beside those of the user table. The table is asked first;
   * a user who has a password there is admitted by that alone.
   *
   * @see #authenticator
   */
  public MessagingServerBuilder moreUsers(Authenticator authenticator) {
    this.authenticator = Optional.of(requireNonNull(authenticator, "authenticator is null"));
    this.authenticatesAlone = false;
    return this;
  }

  /** What the agent takes. */
  public MessagingServerBuilder agent(AgentConfig config) {
    this.agent = requireNonNull(config, "config is null");
    return this;
  }

  /** How users log on. */
  public MessagingServerBuilder auth(AuthConfig config) {
    this.auth = requireNonNull(config, "config is null");
    return this;
  }

  /** How messages are handed to their plugins. */
  public MessagingServerBuilder dispatch(DispatchConfig config) {
    this.dispatch = requireNonNull(config, "config is null");
    return this;
  }

  /** How messages are sent. */
  public MessagingServerBuilder outbox(OutboxConfig config) {
    this.outbox = requireNonNull(config, "config is null");
    return this;
  }

  /** How long what has ended is kept. */
  public MessagingServerBuilder retention(RetentionConfig config) {
    this.retention = requireNonNull(config, "config is null");
    return this;
  }

  /** This server as one of several on one database. */
  public MessagingServerBuilder node(NodeConfig config) {
    this.node = requireNonNull(config, "config is null");
    return this;
  }

  /** Answers refusals as the original service does: HTTP 200 with the error in a header. */
  public MessagingServerBuilder wrapExceptions(boolean wrap) {
    this.wrapExceptions = wrap;
    return this;
  }

  /**
   * Lets the command line administer the running server: over loopback, with a token in a file of
   * the data directory that its owner alone may read. Off by default; it needs {@code
   * com.fasterxml.jackson.core:jackson-databind} beside the server.
   */
  public MessagingServerBuilder administration(boolean on) {
    this.administration = on ? AdministrationConfig.LOCAL : AdministrationConfig.OFF;
    return this;
  }

  /** Lets operators administer the running server, also from other machines where it says so. */
  public MessagingServerBuilder administration(AdministrationConfig config) {
    this.administration = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * Shows figures for Prometheus over HTTP; off by default. It needs {@code
   * io.micrometer:micrometer-registry-prometheus} beside the server.
   */
  public MessagingServerBuilder metrics(MetricsConfig config) {
    this.metrics = requireNonNull(config, "config is null");
    return this;
  }

  /**
   * Where the server's figures are collected, under names that begin with {@code messaging.}; they
   * are taken out again when it is closed. Two servers that run at a time need a registry each.
   */
  public MessagingServerBuilder meterRegistry(MeterRegistry other) {
    this.registry = Optional.of(requireNonNull(other, "other is null"));
    return this;
  }

  /** Who records spans of what messages go through; nobody by default. */
  public MessagingServerBuilder openTelemetry(OpenTelemetry other) {
    this.openTelemetry = requireNonNull(other, "other is null");
    return this;
  }

  /**
   * In whose threads the handlers of plugins are called, such as those of the container that the
   * application lives in, which know its names and its security. By default each plugin has threads
   * of the server's own.
   *
   * <p>It lends threads for handlers alone, for each plugin at most as many as its concurrency, and
   * gets each back after some 50 ms of handling, or one call where that is longer. Everything else
   * has threads of the server's own: the store's, those that send, answer gateways, run the jobs of
   * plugins and tell listeners; what they may do is bounded in ways that a foreign thread does not
   * stand. While the executor takes no task, or lets whoever hands in one wait, messages wait and
   * it is asked again; they are not lost. A handler that takes longer than its limit is
   * interrupted; no thread is given back interrupted.
   *
   * <p>The executor stays the application's: it is not shut down. It is to be shut down after the
   * server is closed.
   *
   * @param executor with threads of its own; tried at the start, which fails where it takes no task
   *     ({@link IllegalStateException}) or runs tasks in the thread that hands them in ({@link
   *     IllegalArgumentException})
   */
  public MessagingServerBuilder executor(Executor executor) {
    this.handlers = new HandlerThreads(Optional.of(requireNonNull(executor, "executor is null")));
    return this;
  }

  /**
   * Who hears of messages that are accepted, handled or given up, and of receipts; may be called
   * several times. It has a thread of its own, see {@link MessageListener}.
   */
  public MessagingServerBuilder listener(MessageListener listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
    return this;
  }

  /** The time by which messages are due and tickets expire. */
  public MessagingServerBuilder clock(Clock other) {
    this.clock = requireNonNull(other, "clock is null");
    return this;
  }

  /**
   * The server with what was said so far, to be started later.
   *
   * @return another one at each call
   * @throws IllegalArgumentException where two plugins that were given have one name
   */
  public MessagingServer build() {
    Map<String, Map<String, String>> known = Map.copyOf(pluginSettings);
    Function<String, Map<String, String>> others = otherPluginSettings;
    Function<String, Map<String, String>> settings =
        name -> known.containsKey(name) ? known.get(name) : others.apply(name);
    return new MessagingServer(
        new ServerConfig(
            dataDirectory,
            store,
            http,
            gateway,
            agent,
            auth,
            dispatch,
            outbox,
            plugins,
            known,
            retention,
            bootstrap,
            node,
            wrapExceptions,
            administration,
            metrics),
        new Host(
            listens,
            dataSource,
            given,
            settings,
            clock,
            registry,
            openTelemetry,
            authenticator,
            authenticatesAlone,
            handlers,
            listeners));
  }

  /**
   * Builds the server and starts it. It takes requests when this returns.
   *
   * @throws org.messagingagent.server.store.StoreException where the data directory or the database
   *     cannot be used
   * @throws org.messagingagent.server.http.HttpStartException where the port cannot be had
   */
  public MessagingServer start() {
    return build().start();
  }
}
