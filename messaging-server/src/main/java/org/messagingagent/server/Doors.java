package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingagent.server.http.Front;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.http.HttpServer;
import org.messagingagent.server.http.ServletDoor;
import org.messagingagent.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in over HTTP: a server of our own, servlets, or none. What answers there is made when
 * the first of them is wanted, for it takes time and memory that a server without them need not
 * spend. Safe for use by many threads.
 */
final class Doors implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Doors.class);

  private final ServerConfig config;
  private final Supplier<Front> fronts;
  private final Metrics metrics;
  private final Parts parts;
  private Optional<Front> front = Optional.empty();
  private Optional<ServletDoor> servlets = Optional.empty();
  private Optional<URI> address = Optional.empty();
  private Optional<URI> gatewayAddress = Optional.empty();
  private boolean closed;

  /**
   * @param fronts makes what answers; asked once
   * @param parts takes what is opened
   */
  Doors(ServerConfig config, Supplier<Front> fronts, Metrics metrics, Parts parts) {
    this.config = requireNonNull(config, "config is null");
    this.fronts = requireNonNull(fronts, "fronts is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.parts = requireNonNull(parts, "parts is null");
  }

  /**
   * Opens the ports.
   *
   * @param forCallers whether there is one for callers; gateways have one where they are given one
   *     of their own
   */
  synchronized void open(boolean forCallers) {
    if (forCallers) {
      HttpServer http =
          parts.opened(
              "The HTTP server", HttpServer.start(config.http(), "http", metrics.http(front())));
      metrics.server("http", http);
      address = Optional.of(http.address());
      log.info("Listening at {}", http.address());
    }
    gatewayAddress =
        config.gateway().listener(config.http()).map(this::openForGateways).or(() -> address);
  }

  private URI openForGateways(HttpConfig listener) {
    HttpServer gateways =
        parts.opened(
            "The HTTP server for gateways",
            HttpServer.start(
                listener, "gateway-http", "messaging.gateway", metrics.http(front().gateways())));
    metrics.server("gateway", gateways);
    log.info("Gateways call at {}", gateways.address());
    return gateways.address();
  }

  /**
   * The way in for servlets; made when it is first asked for.
   *
   * @throws IllegalStateException where the server was closed before
   */
  synchronized ServletDoor servlets() {
    if (servlets.isEmpty()) {
      if (closed) {
        throw new IllegalStateException("The server was closed");
      }
      ServletDoor door =
          parts.opened("The servlet", new ServletDoor(config.http(), metrics.http(front())));
      metrics.servlets(door);
      servlets = Optional.of(door);
      log.info("Requests are taken by a servlet");
    }
    return servlets.get();
  }

  /** Where callers are listened to. */
  synchronized Optional<URI> address() {
    return address;
  }

  /** Where gateways are listened to. */
  synchronized Optional<URI> gatewayAddress() {
    return gatewayAddress;
  }

  /** Whether callers come in by any of them. */
  synchronized boolean used() {
    return address.isPresent() || servlets.isPresent();
  }

  private Front front() {
    if (front.isEmpty()) {
      Front made = fronts.get();
      metrics.front(made);
      front = Optional.of(made);
    }
    return front.get();
  }

  /** Makes no more; waits for what is being made. What was opened is closed by the parts. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
