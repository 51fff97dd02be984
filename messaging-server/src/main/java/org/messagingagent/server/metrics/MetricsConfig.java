package org.messagingagent.server.metrics;

import static java.util.Objects.requireNonNull;
import static org.messagingagent.server.support.ConfigChecks.check;

import java.time.Duration;
import java.util.Optional;

/**
 * Where figures are shown for Prometheus.
 *
 * @param enabled whether they are shown over HTTP at all
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param token what a scraper has to send as bearer token; empty where anybody who reaches the
 *     address may read
 * @param refresh how often what stands in the database is counted
 */
public record MetricsConfig(
    boolean enabled, String host, int port, Optional<String> token, Duration refresh) {

  /** Off; the port is the one that OpenTelemetry's exporters for Prometheus use. */
  public static final MetricsConfig DEFAULTS =
      new MetricsConfig(false, "127.0.0.1", 9464, Optional.empty(), Duration.ofSeconds(10));

  private static final int SHORTEST_TOKEN = 16;

  public MetricsConfig {
    requireNonNull(host, "host is null");
    requireNonNull(token, "token is null");
    requireNonNull(refresh, "refresh is null");
    check(!host.isBlank(), "metrics.host must not be empty");
    check(port >= 0 && port <= 65_535, "metrics.port must be 0 to 65535, was %s", port);
    token.ifPresent(
        secret ->
            check(
                secret.length() >= SHORTEST_TOKEN,
                "metrics.token must have at least %s characters, has %s",
                SHORTEST_TOKEN,
                secret.length()));
    check(
        refresh.toMillis() >= 10 && refresh.compareTo(Duration.ofMinutes(10)) <= 0,
        "metrics.refresh must be 10ms to 10m, was %sms",
        refresh.toMillis());
  }

  /** Hides the token. */
  @Override
  public String toString() {
    return "MetricsConfig[enabled=%s, host=%s, port=%d]".formatted(enabled, host, port);
  }
}
