package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.net.URI;
import java.util.Optional;

/**
 * Where gateways call their plugins, and what is taken of them.
 *
 * @param port a port for gateways alone, 0 for any that is free; empty for that of the service
 * @param host the address to listen on for them; only where they have a port of their own, and
 *     empty for that of the service
 * @param maxBodyBytes the largest request body, 1 KiB to 64 MiB; never more than half of what all
 *     bodies in flight may take
 * @param publicUrl what gateways reach the server by, such as {@code https://sms.example.com},
 *     before {@code /gateway/…}; empty for that of the service
 */
public record GatewayConfig(
    Optional<Integer> port, Optional<String> host, int maxBodyBytes, Optional<URI> publicUrl) {

  private static final int MIB = 1024 * 1024;

  /** Nothing but hand-overs run in them: plugins have threads of their own. */
  private static final int THREADS = 16;

  /** The port of the service; bodies of at most 1 MiB. */
  public static final GatewayConfig DEFAULTS =
      new GatewayConfig(Optional.empty(), Optional.empty(), MIB, Optional.empty());

  public GatewayConfig {
    requireNonNull(port, "port is null");
    requireNonNull(host, "host is null");
    requireNonNull(publicUrl, "publicUrl is null");
    port.ifPresent(
        number ->
            check(
                number >= 0 && number <= 65_535,
                "gateway.port must be 0 to 65535, was %s",
                number));
    host.ifPresent(name -> check(!name.isBlank(), "gateway.host must not be empty"));
    check(
        host.isEmpty() || port.isPresent(),
        "gateway.host is for a port of its own; set messaging.gateway.port as well, or neither");
    check(
        maxBodyBytes >= 1_024 && maxBodyBytes <= 64 * MIB,
        "gateway.max-body must be 1KiB to 64MiB, was %s",
        maxBodyBytes);
    publicUrl = publicUrl.map(url -> HttpConfig.checkedPublicUrl("gateway.public-url", url));
  }

  /** The same with a port for gateways alone; 0 for any that is free. */
  public GatewayConfig withPort(int other) {
    return new GatewayConfig(Optional.of(other), host, maxBodyBytes, publicUrl);
  }

  /** The same with another limit for bodies. */
  public GatewayConfig withMaxBodyBytes(int other) {
    return new GatewayConfig(port, host, other, publicUrl);
  }

  /** The same with another public URL. */
  public GatewayConfig withPublicUrl(URI other) {
    return new GatewayConfig(port, host, maxBodyBytes, Optional.of(other));
  }

  /**
   * What gateways reach the server by, without a slash at its end; {@code /gateway/<plugin>/}
   * follows it. Empty where the operator has not said it.
   *
   * @param service how the service listens
   */
  public Optional<URI> base(HttpConfig service) {
    return publicUrl.or(service::publicUrl);
  }

  /**
   * How to listen for gateways alone; empty where they use the port of the service.
   *
   * @param service how the service listens
   */
  public Optional<HttpConfig> listener(HttpConfig service) {
    return port.map(
        number ->
            new HttpConfig(
                host.orElse(service.host()),
                number,
                Optional.empty(),
                service.maxBodyBytes(),
                service.maxBodyBytesInFlight(),
                THREADS,
                service.maxQueuedRequests(),
                service.maxConnections(),
                service.maxHeaderBytes(),
                service.idleTimeout(),
                service.readTimeout(),
                service.stopTimeout(),
                service.trustedProxies()));
  }
}
