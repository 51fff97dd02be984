package org.messagingagent.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.messagingagent.server.http.Answer;
import org.messagingagent.server.http.Exchange;
import org.messagingagent.server.http.HttpHandler;

/** {@code GET /metrics}: all figures as Prometheus reads them. */
final class PrometheusPage implements HttpHandler, AutoCloseable {

  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String SCHEME = "Bearer ";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Optional<byte[]> token;

  PrometheusPage(Optional<String> token) {
    this.token = token.map(PrometheusPage::bytes);
  }

  MeterRegistry registry() {
    return registry;
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.answer(answer(exchange).with("Cache-Control", "no-store"));
  }

  private Answer answer(Exchange exchange) {
    if (!exchange.path().equals("/metrics")) {
      return Answer.text(404, "There is nothing at this address. The figures are at /metrics.");
    }
    if (!exchange.method().equals("GET")) {
      return Answer.text(405, "This address takes GET only.").with("Allow", "GET");
    }
    if (!mayRead(exchange)) {
      return Answer.text(401, "The figures need the token of messaging.metrics.token.")
          .with("WWW-Authenticate", "Bearer");
    }
    return new Answer(200, TYPE, bytes(registry.scrape(TYPE)));
  }

  private boolean mayRead(Exchange exchange) {
    if (token.isEmpty()) {
      return true;
    }
    String sent = exchange.header("Authorization").orElse("");
    return sent.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(bytes(sent.substring(SCHEME.length()).trim()), token.get());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    registry.close();
  }
}
