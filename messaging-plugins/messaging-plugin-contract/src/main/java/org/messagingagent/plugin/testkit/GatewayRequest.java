package org.messagingagent.plugin.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a gateway was asked.
 *
 * @param path percent-encoded, as sent
 * @param query what follows the {@code ?}, as sent; empty where there is none
 * @param headers by name in any letter case
 * @param body empty where there is none; not to be written to
 */
public record GatewayRequest(
    String method, String path, String query, Map<String, List<String>> headers, byte[] body) {

  static GatewayRequest of(HttpExchange exchange, byte[] body) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
    return new GatewayRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
        headers,
        body);
  }

  /** The first header of this name, in any letter case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The method and the path. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
