package org.messagingagent.server.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.PrincipalAgent;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.Health;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpHandler;
import org.messagingagent.server.http.HttpServer;
import org.messagingagent.server.http.ServletDoor;
import org.messagingagent.server.plugin.CallObserver;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The figures and traces of one server: gives what has to be put around its parts. Two servers that
 * run at a time need a registry each. Safe for use by many threads.
 */
public final class Metrics implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private static final String PREFIX = "messaging.";
  private static final String THREADS_BUSY = "Threads at work";
  private static final String EXCHANGES = "Requests that are not answered yet";
  private static final int THREADS = 8;
  private static final int CONNECTIONS = 32;
  private static final Duration STOP = Duration.ofSeconds(1);

  private final MeterRegistry registry;
  private final MetricsConfig config;
  private final boolean collects;
  private final Optional<PrometheusPage> page;
  private final Tracing tracing;
  private final CallObserver calls;
  private final List<Runnable> owned = new ArrayList<>();

  /**
   * @param given where the application that embeds the server collects; empty where it does not
   */
  public Metrics(
      MetricsConfig config, Optional<MeterRegistry> given, OpenTelemetry telemetry, Clock clock) {
    this.config = requireNonNull(config, "config is null");
    this.collects = config.enabled() || given.isPresent();
    // Without any registry in it, a composite one does nothing, at no cost.
    CompositeMeterRegistry all = new CompositeMeterRegistry();
    given.ifPresent(all::add);
    this.page =
        config.enabled() ? Optional.of(new PrometheusPage(config.token())) : Optional.empty();
    page.ifPresent(
        shown -> {
          all.add(shown.registry());
          // An application has these already, if it wants them.
          owned.add(new ProcessMeters(shown.registry())::close);
          owned.add(shown::close);
        });
    this.registry = all;
    this.tracing = new Tracing(telemetry);
    this.calls = new ObservedCalls(registry, tracing, clock);
  }

  /** The same store, counted. */
  public Store store(Store store) {
    return new MeteredStore(store, registry);
  }

  /** The same agent, counted and traced. */
  public MessagingAgent agent(MessagingAgent agent) {
    return new ObservedAgent(agent, registry, tracing);
  }

  /** The same agent, counted. */
  public PrincipalAgent logOns(PrincipalAgent agent) {
    return new ObservedLogOns(agent, registry);
  }

  /** Counts and traces the calls of plugins. */
  public CallObserver calls() {
    return calls;
  }

  /** The same handler, timed. */
  public HttpHandler http(HttpHandler handler) {
    return new ObservedHttp(handler, registry);
  }

  /**
   * Shows how busy a server is.
   *
   * @param name the server's, such as {@code "http"}
   */
  public void server(String name, HttpServer server) {
    gauge(name, "connections", "Open connections", server, HttpServer::connections);
    gauge(name, "threads.busy", THREADS_BUSY, server, HttpServer::busyThreads);
    gauge(name, "exchanges", EXCHANGES, server, HttpServer::inFlight);
  }

  /** Shows how busy the way in for servlets is; its connections are the container's. */
  public void servlets(ServletDoor door) {
    gauge("servlet", "threads.busy", THREADS_BUSY, door, ServletDoor::busyThreads);
    gauge("servlet", "exchanges", EXCHANGES, door, ServletDoor::inFlight);
  }

  /** Shows what is in the front's memory. */
  public void front(Front front) {
    Gauge.builder("messaging.http.bodies", front::bodyBytes)
        .description("Request bodies in memory")
        .baseUnit("bytes")
        .register(registry);
  }

  /**
   * Begins to count, every now and then, what stands in the database and how the plugins are doing.
   * Does nothing where nobody collects.
   *
   * @return to be closed before the store is
   */
  public AutoCloseable watch(
      Store store,
      PluginRegistry plugins,
      ClusterWatch cluster,
      Health health,
      Path dataDirectory,
      Clock clock) {
    if (!collects) {
      return () -> {};
    }
    StateMeters state =
        new StateMeters(
            registry,
            // The first waits for nobody; a database or a plugin that hangs holds up the others.
            List.of(
                new NodeMeters(registry, cluster, health, dataDirectory),
                new StoreMeters(registry, store, clock),
                new PluginMeters(registry, plugins),
                new PluginFigureMeters(registry, plugins)));
    state.start(config.refresh());
    return state;
  }

  /**
   * Listens for Prometheus, where that is configured.
   *
   * @throws org.messagingagent.server.http.HttpStartException where the port cannot be had
   */
  public Optional<HttpServer> listen() {
    return page.map(this::listen);
  }

  private HttpServer listen(PrometheusPage shown) {
    HttpServer server = HttpServer.start(listener(), "metrics-http", "messaging.metrics", shown);
    log.info("Figures for Prometheus are at {}/metrics", server.address());
    if (config.token().isEmpty() && !isLoopback(config.host())) {
      log.warn(
          "Anybody who reaches {} may read the server's figures; set messaging.metrics.token, or"
              + " messaging.metrics.host to 127.0.0.1",
          server.address());
    }
    return server;
  }

  private HttpConfig listener() {
    HttpConfig preset = HttpConfig.DEFAULTS;
    return new HttpConfig(
        config.host(),
        config.port(),
        Optional.empty(),
        preset.maxBodyBytes(),
        preset.maxBodyBytesInFlight(),
        THREADS,
        0,
        CONNECTIONS,
        preset.maxHeaderBytes(),
        preset.idleTimeout(),
        preset.readTimeout(),
        STOP);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private <T> void gauge(
      String name, String word, String description, T server, ToDoubleFunction<T> value) {
    Gauge.builder("messaging.http." + word, server, value)
        .description(description)
        .tag("listener", name)
        .register(registry);
  }

  /** Takes the server's meters out of the registry again. */
  @Override
  public void close() {
    for (Meter meter : List.copyOf(registry.getMeters())) {
      if (meter.getId().getName().startsWith(PREFIX)) {
        registry.remove(meter);
      }
    }
    owned.forEach(Runnable::run);
  }
}
