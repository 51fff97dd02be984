package org.messagingagent.server.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.messagingagent.server.outbox.ReconcileConfig;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.server.support.ConfigChecks;
import org.messagingagent.spi.callback.AddressList;

/** All keys, each declared once, and how they become the server's configuration. */
final class Settings {

  private static final List<Setting<?>> DECLARED = new ArrayList<>();

  static final Setting<Path> DATA_DIR =
      declare(
          Setting.of(
              "messaging.data-dir",
              SettingType.PATH,
              Path.of("messaging-data"),
              "Where the server keeps messages, users and its own files; made where it is missing"));

  private static final StoreConfig STORE = StoreConfig.DEFAULTS;

  static final Setting<String> STORE_URL =
      declare(
          Setting.optional(
              "messaging.store.url",
              SettingType.TEXT,
              "The PostgreSQL database that keeps messages, such as jdbc:postgresql://db1,db2/messaging; without it, a file in messaging.data-dir does"));
  static final Setting<String> STORE_USER =
      declare(
          Setting.optional(
              "messaging.store.user", SettingType.TEXT, "Who the server is to the database"));
  static final Setting<String> STORE_PASSWORD =
      declare(
          Setting.optional("messaging.store.password", SettingType.TEXT, "That user's password")
              .asSecret());
  static final Setting<String> STORE_SCHEMA =
      text(
          "messaging.store.schema",
          STORE.schema(),
          "The schema in the database, for this server and others that share its messages alone");
  static final Setting<Integer> STORE_POOL_SIZE =
      number(
          "messaging.store.pool-size",
          STORE.poolSize(),
          "How many connections read from the database at a time; there are four others");
  static final Setting<Boolean> STORE_MIGRATE =
      flag(
          "messaging.store.migrate",
          STORE.migrate(),
          "Whether the server makes and changes its tables in the database; otherwise it only checks them");

  private static final HttpConfig HTTP = HttpConfig.DEFAULTS;

  static final Setting<String> HTTP_HOST =
      text("messaging.http.host", HTTP.host(), "The address to listen on; 0.0.0.0 for all");
  static final Setting<Integer> HTTP_PORT =
      number("messaging.http.port", HTTP.port(), "The port to listen on; 0 for any that is free");
  static final Setting<URI> HTTP_PUBLIC_URL =
      declare(
          Setting.optional(
              "messaging.http.public-url",
              SettingType.URL,
              "What callers reach the server by, such as https://sms.example.com; stands in the WSDL"));
  static final Setting<Long> HTTP_MAX_BODY =
      size("messaging.http.max-body", HTTP.maxBodyBytes(), "The largest request body");
  static final Setting<Long> HTTP_MAX_BODIES_IN_FLIGHT =
      declare(
          Setting.of(
                  "messaging.http.max-bodies-in-flight",
                  SettingType.SIZE,
                  HTTP.maxBodyBytesInFlight(),
                  "All request bodies being read or handled, together, at least a third more than messaging.http.max-body; beyond it callers are told to try again")
              .presetSaidAs("an eighth of the heap, at least 16MiB"));
  static final Setting<Integer> HTTP_MAX_THREADS =
      number(
          "messaging.http.max-threads",
          HTTP.maxThreads(),
          "The most requests handled at a time; half of them may send, an eighth may log on");
  static final Setting<Integer> HTTP_MAX_QUEUED =
      number(
          "messaging.http.max-queued-requests",
          HTTP.maxQueuedRequests(),
          "How many requests of each kind wait for a thread; beyond it callers are told to try again");
  static final Setting<Integer> HTTP_MAX_CONNECTIONS =
      number(
          "messaging.http.max-connections",
          HTTP.maxConnections(),
          "How many connections are open at a time; others wait to be accepted");
  static final Setting<Long> HTTP_MAX_HEADER =
      size(
          "messaging.http.max-header",
          HTTP.maxHeaderBytes(),
          "The largest request line with headers");
  static final Setting<Duration> HTTP_IDLE_TIMEOUT =
      time(
          "messaging.http.idle-timeout",
          HTTP.idleTimeout(),
          "How long a connection may be silent while the server waits for it");
  static final Setting<Duration> HTTP_READ_TIMEOUT =
      time(
          "messaging.http.read-timeout",
          HTTP.readTimeout(),
          "How long a request may take to arrive in full");
  static final Setting<Duration> HTTP_STOP_TIMEOUT =
      time(
          "messaging.http.stop-timeout",
          HTTP.stopTimeout(),
          "How long a stop waits for requests in progress");

  static final Setting<Duration> HTTP_READY_DELAY =
      time(
          "messaging.http.ready-delay",
          NodeConfig.DEFAULTS.readyDelay(),
          "How long a stop goes on taking requests while /health/ready answers 503, so that a balancer"
              + " sees it in time; set it above the time between two of its checks");

  static final Setting<AddressList> HTTP_TRUSTED_PROXIES =
      declare(
          Setting.optional(
              "messaging.http.trusted-proxies",
              SettingType.ADDRESSES,
              "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; addresses and ranges, with commas between"));

  static final Setting<Integer> GATEWAY_PORT =
      declare(
          Setting.optional(
              "messaging.gateway.port",
              SettingType.NUMBER,
              "A port for gateways alone, which the service's then no longer serves; 0 for any that is free; without it, gateways use messaging.http.port"));
  static final Setting<String> GATEWAY_HOST =
      declare(
          Setting.optional(
              "messaging.gateway.host",
              SettingType.TEXT,
              "The address to listen on for gateways, with messaging.gateway.port; without it, messaging.http.host"));
  static final Setting<URI> GATEWAY_PUBLIC_URL =
      declare(
          Setting.optional(
              "messaging.gateway.public-url",
              SettingType.URL,
              "What gateways reach the server by; plugins tell it to them; without it, messaging.http.public-url"));
  static final Setting<Long> GATEWAY_MAX_BODY =
      size(
          "messaging.gateway.max-body",
          GatewayConfig.DEFAULTS.maxBodyBytes(),
          "The largest request body of a gateway, up to half of messaging.http.max-bodies-in-flight");

  static final Setting<Boolean> SOAP_WRAP_EXCEPTIONS =
      flag(
          "messaging.soap.wrap-exceptions",
          false,
          "Answers refusals with HTTP 200, Succeeded=false and ExceptionInfo in the header, instead of a Fault");

  static final Setting<String> BOOTSTRAP_USER =
      declare(
          Setting.optional(
              "messaging.bootstrap.user",
              SettingType.TEXT,
              "The first user, made where there is none; without it, admin with a generated password"));
  static final Setting<String> BOOTSTRAP_PASSWORD =
      declare(
          Setting.optional(
                  "messaging.bootstrap.password", SettingType.TEXT, "The first user's password")
              .asSecret());

  static final Setting<Path> PLUGINS_DIR =
      declare(
          Setting.of(
              "messaging.plugins.dir",
              SettingType.PATH,
              Path.of("plugins"),
              "Plugins of others: a JAR each, or a directory with the JARs of one; need not exist"));
  static final Setting<Boolean> PLUGINS_BUILT_IN =
      flag(
          "messaging.plugins.built-in",
          PluginsConfig.DEFAULTS.builtIn(),
          "Whether the plugins that come with the server are there");
  static final Setting<Duration> PLUGINS_OPEN_TIMEOUT =
      time(
          "messaging.plugins.open-timeout",
          PluginsConfig.DEFAULTS.openTimeout(),
          "How long a plugin may take to start");
  static final Setting<Duration> PLUGINS_CLOSE_TIMEOUT =
      time(
          "messaging.plugins.close-timeout",
          PluginsConfig.DEFAULTS.closeTimeout(),
          "How long all plugins together may take to stop");

  private static final NodeConfig NODE = NodeConfig.DEFAULTS;

  static final Setting<String> NODE_NAME =
      declare(
          Setting.optional(
              "messaging.node.name",
              SettingType.TEXT,
              "What this node is called among those that share a database, each by another name;"
                  + " without it, the machine's name and four letters kept in the data directory"));
  static final Setting<Duration> NODE_LEASE =
      time(
          "messaging.node.lease",
          NODE.lease(),
          "After so long without a sign of life the other nodes take over; 3s to 5m, the same on all"
              + " nodes");

  private static final AgentConfig AGENT = AgentConfig.DEFAULTS;

  static final Setting<String> AGENT_DEFAULT_PLUGIN =
      declare(
          Setting.optional(
              "messaging.agent.default-plugin",
              SettingType.TEXT,
              "The plugin of incoming messages that name none; without it, such are refused"));
  static final Setting<Integer> AGENT_MAX_MESSAGES =
      number(
          "messaging.agent.max-messages-per-call",
          AGENT.maxMessagesPerCall(),
          "The most messages or ids in one call");

  private static final AuthConfig AUTH = AuthConfig.DEFAULTS;

  static final Setting<Duration> AUTH_TICKET_LIFETIME =
      time(
          "messaging.auth.ticket-lifetime",
          AUTH.ticketLifetime(),
          "How long a ticket is valid after its last use, at least");
  static final Setting<Integer> AUTH_MAX_TICKETS =
      number(
          "messaging.auth.max-tickets-per-user",
          AUTH.maxTicketsPerUser(),
          "Beyond it, a log-on ends the user's ticket that expires first");
  static final Setting<Integer> AUTH_CONCURRENT_HASHES =
      declare(
          Setting.of(
                  "messaging.auth.concurrent-hashes",
                  SettingType.NUMBER,
                  AUTH.concurrentHashes(),
                  "How many passwords are checked at a time; each takes 19 MiB and one core")
              .presetSaidAs("the number of cores"));
  static final Setting<Integer> AUTH_WAITING_HASHES =
      number(
          "messaging.auth.waiting-hashes",
          AUTH.waitingHashes(),
          "How many log-ons wait for their turn; beyond it callers are told to try again");

  private static final DispatchConfig DISPATCH = DispatchConfig.DEFAULTS;

  static final Setting<Integer> DISPATCH_THREADS =
      number(
          "messaging.dispatch.threads-per-plugin",
          PluginLimits.DEFAULTS.handleConcurrency(),
          "How many incoming messages of one plugin are handled at a time");
  static final Setting<Integer> DISPATCH_WINDOW =
      number(
          "messaging.dispatch.window-per-plugin",
          DISPATCH.windowPerPlugin(),
          "How many incoming messages of one plugin are held in memory; others stay on disk");
  static final Setting<Long> DISPATCH_WINDOW_BYTES =
      declare(
          Setting.of(
                  "messaging.dispatch.window-bytes",
                  SettingType.SIZE,
                  DISPATCH.windowBytes(),
                  "How much all incoming messages held in memory may take")
              .presetSaidAs("an eighth of the heap, at least 8MiB"));
  static final Setting<Integer> DISPATCH_MAX_ATTEMPTS =
      number(
          "messaging.dispatch.max-attempts",
          DISPATCH.maxAttempts(),
          "After so many failures an incoming message becomes a dead letter");
  static final Setting<Duration> DISPATCH_FIRST_RETRY =
      time(
          "messaging.dispatch.first-retry",
          DISPATCH.firstRetry(),
          "The time from a first failure to the next attempt; it doubles with each failure");
  static final Setting<Duration> DISPATCH_LONGEST_RETRY =
      time(
          "messaging.dispatch.longest-retry",
          DISPATCH.longestRetry(),
          "The longest time between two attempts");
  static final Setting<Duration> DISPATCH_POLL =
      declare(
          Setting.optional(
              "messaging.dispatch.poll-interval",
              SettingType.TIME,
              "How often the store is looked at for what was not announced; without it, every second"
                  + " on SQLite and every five on PostgreSQL, which announces more"));
  static final Setting<Duration> DISPATCH_DRAIN =
      time(
          "messaging.dispatch.drain-timeout",
          DISPATCH.drainTimeout(),
          "How long a stop waits for handlers before it interrupts them");

  private static final OutboxConfig SEND = OutboxConfig.DEFAULTS;
  private static final ReconcileConfig RECONCILE = SEND.reconcile();

  static final Setting<Integer> SEND_THREADS =
      number(
          "messaging.send.threads-per-plugin",
          PluginLimits.DEFAULTS.sendConcurrency(),
          "How many calls to one plugin send messages at a time, where its own limits say nothing");
  static final Setting<Duration> SEND_DEADLINE =
      time(
          "messaging.send.deadline",
          SEND.deadline(),
          "How long one call that sends may take, retries included; keep it below the callers' time-outs");
  static final Setting<Integer> SEND_MAX_ATTEMPTS =
      number(
          "messaging.send.max-attempts",
          SEND.maxAttempts(),
          "How often a plugin is called for one message within a call");
  static final Setting<Duration> SEND_FIRST_RETRY =
      time(
          "messaging.send.first-retry",
          SEND.firstRetry(),
          "The time from a first failure to the next attempt; it doubles with each failure");
  static final Setting<Duration> SEND_DRAIN =
      time(
          "messaging.send.drain-timeout",
          SEND.drainTimeout(),
          "How long calls of a plugin that is being stopped are waited for before they are"
              + " interrupted");
  static final Setting<Duration> RECONCILE_FIRST =
      time(
          "messaging.send.reconcile-first",
          RECONCILE.first(),
          "The time until a plugin that can tell is asked what became of a message whose outcome is"
              + " unknown; it doubles with each answer that tells nothing");
  static final Setting<Duration> RECONCILE_LONGEST =
      time(
          "messaging.send.reconcile-longest",
          RECONCILE.longest(),
          "The longest time between two such inquiries");
  static final Setting<Duration> RECONCILE_FOR =
      time(
          "messaging.send.reconcile-for",
          RECONCILE.giveUpAfter(),
          "The age of a message at which the plugin is asked no more");

  private static final RetentionConfig RETENTION = RetentionConfig.DEFAULTS;

  static final Setting<Duration> RETENTION_MESSAGES =
      time(
          "messaging.retention.messages",
          RETENTION.messages(),
          "How long finished messages and orphaned delivery reports are kept; unfinished messages"
              + " are never deleted");
  static final Setting<Duration> RETENTION_HANDLED =
      retention(
          "messaging.retention.handled",
          "How long handled incoming messages are kept; without it, as messaging.retention.messages"
              + " says");
  static final Setting<Duration> RETENTION_DISCARDED =
      retention(
          "messaging.retention.discarded",
          "How long discarded incoming messages are kept; without it, as"
              + " messaging.retention.messages says");
  static final Setting<Duration> RETENTION_DEAD =
      retention(
          "messaging.retention.dead",
          "The age at which dead letters are deleted; without it, they never are");
  static final Setting<Duration> RETENTION_OUTGOING =
      retention(
          "messaging.retention.outgoing",
          "How long settled outgoing messages are kept; without it, as messaging.retention.messages"
              + " says");
  static final Setting<Duration> RETENTION_CONTENT =
      time(
          "messaging.retention.content",
          RETENTION.content(),
          "How long the texts of handled and discarded messages are kept; then they are erased, and"
              + " the rest of the message stays; at least 1m");
  static final Setting<Duration> RETENTION_AUDIT =
      time(
          "messaging.retention.audit",
          RETENTION.audit(),
          "How long the records of what operators did are kept");
  static final Setting<Duration> RETENTION_KEYS =
      time(
          "messaging.retention.keys", RETENTION.keys(), "How long idempotency keys are remembered");
  static final Setting<Duration> RETENTION_REPORTS =
      time(
          "messaging.retention.reports",
          RETENTION.reports(),
          "How long delivery reports wait for their message; then they are orphaned");
  static final Setting<Duration> RETENTION_GATEWAY_IDS =
      time(
          "messaging.retention.gateway-ids",
          RETENTION.gatewayIds(),
          "How long the ids are remembered by which a gateway's repeats of an incoming message are"
              + " recognised; at least 7d");
  static final Setting<Duration> RETENTION_INTERVAL =
      time(
          "messaging.retention.interval",
          RETENTION.interval(),
          "How often is looked for what can be deleted");
  static final Setting<Integer> RETENTION_STEP =
      number(
          "messaging.retention.step", RETENTION.step(), "How many rows are deleted in one commit");

  private static final AdministrationConfig ADMIN = AdministrationConfig.LOCAL;

  static final Setting<Boolean> ADMIN_ENABLED =
      flag(
          "messaging.admin.enabled",
          ADMIN.enabled(),
          "Whether the command line can act on the running server");
  static final Setting<String> ADMIN_HOST =
      text(
          "messaging.admin.host",
          ADMIN.host(),
          "The address to listen on for operators, in plain HTTP; other than loopback only behind"
              + " TLS or a tunnel");
  static final Setting<Integer> ADMIN_PORT =
      number(
          "messaging.admin.port",
          ADMIN.port(),
          "The port to listen on for operators; 0 for any that is free, which the command line on"
              + " the same machine finds");
  private static final MetricsConfig METRICS = MetricsConfig.DEFAULTS;

  static final Setting<Boolean> METRICS_ENABLED =
      flag(
          "messaging.metrics.enabled",
          METRICS.enabled(),
          "Whether figures for Prometheus are shown, at /metrics on a port of their own");
  static final Setting<String> METRICS_HOST =
      text("messaging.metrics.host", METRICS.host(), "The address to listen on for Prometheus");
  static final Setting<Integer> METRICS_PORT =
      number(
          "messaging.metrics.port",
          METRICS.port(),
          "The port to listen on for Prometheus; 0 for any that is free");
  static final Setting<String> METRICS_TOKEN =
      declare(
          Setting.optional(
                  "messaging.metrics.token",
                  SettingType.TEXT,
                  "The bearer token that Prometheus sends, 16 characters or more; without it, anybody who reaches the address may read")
              .asSecret());

  static final Setting<String> LOG_LEVEL =
      declare(
          Setting.of(
              "messaging.log.level",
              SettingType.oneOf(List.of("error", "warn", "info", "debug", "trace")),
              "info",
              "How much is logged; logs go to standard error"));
  static final Setting<String> LOG_FORMAT =
      declare(
          Setting.of(
              "messaging.log.format",
              SettingType.oneOf(List.of("plain", "json")),
              "plain",
              "One line of text an event, or one JSON object a line"));

  /** All of them, in the order in which they are documented. */
  static final List<Setting<?>> ALL = List.copyOf(DECLARED);

  private Settings() {}

  /** The server's configuration; what does not fit together is added to the problems. */
  static Optional<ServerConfig> serverConfig(SettingValues values, Problems problems) {
    Optional<StoreConfig> store = problems.collect(() -> store(values));
    Optional<HttpConfig> http = problems.collect(() -> http(values));
    Optional<GatewayConfig> gateway = problems.collect(() -> gateway(values));
    Optional<AgentConfig> agent =
        problems.collect(
            () ->
                new AgentConfig(
                    values.find(AGENT_DEFAULT_PLUGIN).orElse(""), values.get(AGENT_MAX_MESSAGES)));
    Optional<AuthConfig> auth =
        problems.collect(
            () ->
                new AuthConfig(
                    values.get(AUTH_TICKET_LIFETIME),
                    values.get(AUTH_MAX_TICKETS),
                    values.get(AUTH_CONCURRENT_HASHES),
                    values.get(AUTH_WAITING_HASHES)));
    Optional<DispatchConfig> dispatch = problems.collect(() -> dispatch(values));
    Optional<OutboxConfig> send =
        problems.collect(
            () ->
                new OutboxConfig(
                    values.get(SEND_DEADLINE),
                    values.get(SEND_MAX_ATTEMPTS),
                    values.get(SEND_FIRST_RETRY),
                    values.get(SEND_DRAIN),
                    new ReconcileConfig(
                        values.get(RECONCILE_FIRST),
                        values.get(RECONCILE_LONGEST),
                        values.get(RECONCILE_FOR))));
    Optional<PluginsConfig> plugins =
        problems.collect(
            () ->
                new PluginsConfig(
                    Optional.of(values.get(PLUGINS_DIR)),
                    values.get(PLUGINS_BUILT_IN),
                    values.get(PLUGINS_OPEN_TIMEOUT),
                    values.get(PLUGINS_CLOSE_TIMEOUT),
                    PluginLimits.DEFAULTS.withConcurrency(
                        threads(DISPATCH_THREADS, values), threads(SEND_THREADS, values))));
    Optional<RetentionConfig> retention =
        problems.collect(
            () ->
                new RetentionConfig(
                    values.get(RETENTION_MESSAGES),
                    values.find(RETENTION_HANDLED),
                    values.find(RETENTION_DISCARDED),
                    values.find(RETENTION_DEAD),
                    values.find(RETENTION_OUTGOING),
                    values.get(RETENTION_CONTENT),
                    values.get(RETENTION_AUDIT),
                    values.get(RETENTION_KEYS),
                    values.get(RETENTION_REPORTS),
                    values.get(RETENTION_GATEWAY_IDS),
                    values.get(RETENTION_INTERVAL),
                    values.get(RETENTION_STEP)));
    Optional<AdministrationConfig> administration =
        problems.collect(
            () ->
                new AdministrationConfig(
                    values.get(ADMIN_ENABLED), values.get(ADMIN_HOST), values.get(ADMIN_PORT)));
    Optional<NodeConfig> node =
        problems.collect(
            () ->
                new NodeConfig(
                    values.find(NODE_NAME), values.get(NODE_LEASE), values.get(HTTP_READY_DELAY)));
    Optional<Optional<ServerConfig.Bootstrap>> bootstrap =
        problems.collect(() -> bootstrap(values));
    Optional<MetricsConfig> metrics = problems.collect(() -> metrics(values));
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

  private static StoreConfig store(SettingValues values) {
    return new StoreConfig(
        values.find(STORE_URL),
        values.find(STORE_USER).orElse(""),
        values.find(STORE_PASSWORD).orElse(""),
        values.get(STORE_SCHEMA),
        values.get(STORE_POOL_SIZE),
        values.get(STORE_MIGRATE),
        STORE.connectTimeout());
  }

  private static HttpConfig http(SettingValues values) {
    long maxBody = values.get(HTTP_MAX_BODY);
    // A larger body limit alone must not need a second setting to go with it.
    long inFlight =
        values.isSet(HTTP_MAX_BODIES_IN_FLIGHT)
            ? values.get(HTTP_MAX_BODIES_IN_FLIGHT)
            : Math.max(HttpConfig.leastBodyBytesInFlight(maxBody), HTTP.maxBodyBytesInFlight());
    return new HttpConfig(
        values.get(HTTP_HOST),
        values.get(HTTP_PORT),
        values.find(HTTP_PUBLIC_URL),
        bytes(HTTP_MAX_BODY, maxBody),
        inFlight,
        values.get(HTTP_MAX_THREADS),
        values.get(HTTP_MAX_QUEUED),
        values.get(HTTP_MAX_CONNECTIONS),
        bytes(HTTP_MAX_HEADER, values.get(HTTP_MAX_HEADER)),
        values.get(HTTP_IDLE_TIMEOUT),
        values.get(HTTP_READ_TIMEOUT),
        values.get(HTTP_STOP_TIMEOUT),
        values.find(HTTP_TRUSTED_PROXIES).orElseGet(HTTP::trustedProxies));
  }

  private static MetricsConfig metrics(SettingValues values) {
    return new MetricsConfig(
        values.get(METRICS_ENABLED),
        values.get(METRICS_HOST),
        values.get(METRICS_PORT),
        values.find(METRICS_TOKEN),
        METRICS.refresh());
  }

  private static GatewayConfig gateway(SettingValues values) {
    return new GatewayConfig(
        values.find(GATEWAY_PORT),
        values.find(GATEWAY_HOST),
        bytes(GATEWAY_MAX_BODY, values.get(GATEWAY_MAX_BODY)),
        values.find(GATEWAY_PUBLIC_URL));
  }

  private static int threads(Setting<Integer> setting, SettingValues values) {
    int threads = values.get(setting);
    ConfigChecks.check(
        threads >= 1 && threads <= 1_000,
        "%s must be 1 to 1000, was %s",
        setting.key().substring("messaging.".length()),
        threads);
    return threads;
  }

  private static DispatchConfig dispatch(SettingValues values) {
    return new DispatchConfig(
        values.get(DISPATCH_WINDOW),
        values.get(DISPATCH_WINDOW_BYTES),
        values.get(DISPATCH_MAX_ATTEMPTS),
        values.get(DISPATCH_FIRST_RETRY),
        values.get(DISPATCH_LONGEST_RETRY),
        values.find(DISPATCH_POLL),
        values.get(DISPATCH_DRAIN));
  }

  private static Optional<ServerConfig.Bootstrap> bootstrap(SettingValues values) {
    Optional<String> user = values.find(BOOTSTRAP_USER);
    Optional<String> password = values.find(BOOTSTRAP_PASSWORD);
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "bootstrap.user and messaging.bootstrap.password are set together, or neither");
    }
    return user.map(name -> new ServerConfig.Bootstrap(name, password.orElseThrow()));
  }

  private static int bytes(Setting<Long> setting, long value) {
    if (value > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          setting.key().substring("messaging.".length()) + " must be below 2GiB, was " + value);
    }
    return (int) value;
  }

  private static Setting<String> text(String key, String preset, String description) {
    return declare(Setting.of(key, SettingType.TEXT, preset, description));
  }

  private static Setting<Integer> number(String key, int preset, String description) {
    return declare(Setting.of(key, SettingType.NUMBER, preset, description));
  }

  private static Setting<Boolean> flag(String key, boolean preset, String description) {
    return declare(Setting.of(key, SettingType.BOOLEAN, preset, description));
  }

  private static Setting<Duration> time(String key, Duration preset, String description) {
    return declare(Setting.of(key, SettingType.TIME, preset, description));
  }

  private static Setting<Duration> retention(String key, String description) {
    return declare(Setting.optional(key, SettingType.TIME, description));
  }

  private static Setting<Long> size(String key, long preset, String description) {
    return declare(Setting.of(key, SettingType.SIZE, preset, description));
  }

  private static <T> Setting<T> declare(Setting<T> setting) {
    DECLARED.add(setting);
    return setting;
  }
}
