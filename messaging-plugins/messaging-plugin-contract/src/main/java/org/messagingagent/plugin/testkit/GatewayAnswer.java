package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * What a {@link FakeGateway} answers, or does instead.
 *
 * @param heldUntil the answer waits for this to reach zero, for 5 minutes at most
 */
public record GatewayAnswer(
    Kind kind,
    int status,
    Map<String, String> headers,
    byte[] body,
    Optional<CountDownLatch> heldUntil) {

  /** How it ends. */
  public enum Kind {
    /** With a whole answer. */
    ANSWER,
    /** With half of an answer; then the connection is lost. */
    CUT_OFF,
    /** The connection is lost before the body of the request was read. */
    DROP_BEFORE_READING,
    /** The connection is lost when the whole request was read: it may have been taken. */
    DROP_AFTER_READING,
    /** Not at all, as long as the gateway lives. */
    NEVER
  }

  public GatewayAnswer {
    requireNonNull(kind, "kind is null");
    headers = Map.copyOf(headers);
    requireNonNull(body, "body is null");
    requireNonNull(heldUntil, "heldUntil is null");
  }

  /** A status without a body. */
  public static GatewayAnswer status(int status) {
    return of(Kind.ANSWER, status, Map.of(), "");
  }

  /** JSON in UTF-8. */
  public static GatewayAnswer json(int status, String json) {
    return text(status, "application/json", json);
  }

  /** A text of any type, in UTF-8. */
  public static GatewayAnswer text(int status, String contentType, String text) {
    return of(Kind.ANSWER, status, Map.of("Content-Type", contentType), text);
  }

  /** 200 with something that is not what its type says. */
  public static GatewayAnswer garbage() {
    return json(200, "\u0000<!doctype {]\uFFFD not json");
  }

  /** Half of an answer: it promises more than comes before the connection is lost. */
  public static GatewayAnswer cutOff() {
    return of(Kind.CUT_OFF, 200, Map.of("Content-Type", "application/json"), "{\"id\":\"");
  }

  /** The connection is lost before the body of the request was read. */
  public static GatewayAnswer dropBeforeReading() {
    return of(Kind.DROP_BEFORE_READING, 0, Map.of(), "");
  }

  /** The connection is lost when the whole request was read: it may have been taken. */
  public static GatewayAnswer dropAfterReading() {
    return of(Kind.DROP_AFTER_READING, 0, Map.of(), "");
  }

  /** No answer, as long as the gateway lives. */
  public static GatewayAnswer never() {
    return of(Kind.NEVER, 0, Map.of(), "");
  }

  /** The same, with a header. */
  public GatewayAnswer with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new GatewayAnswer(kind, status, more, body, heldUntil);
  }

  /** The same, held back until the latch reaches zero; the request has been read by then. */
  public GatewayAnswer heldUntil(CountDownLatch latch) {
    return new GatewayAnswer(kind, status, headers, body, Optional.of(latch));
  }

  private static GatewayAnswer of(Kind kind, int status, Map<String, String> headers, String body) {
    return new GatewayAnswer(
        kind, status, headers, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /** Writes what there is to write; closing the exchange then ends the connection or not. */
  void writeTo(HttpExchange exchange) throws IOException {
    switch (kind) {
      case ANSWER -> {
        headers.forEach(exchange.getResponseHeaders()::set);
        if (body.length == 0) {
          exchange.sendResponseHeaders(status, -1); // which ends the exchange
        } else {
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
        }
      }
      case CUT_OFF -> {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, body.length + 100L);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
      }
      case DROP_BEFORE_READING, DROP_AFTER_READING, NEVER -> {
        // Closing an exchange without an answer closes the connection.
      }
    }
  }
}
