package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway gets. Immutable; the body is not copied and must not be written to.
 *
 * <p>The server answers 500 instead, and says so in its log, where a header's name is no HTTP name
 * or comes twice, where a value has anything but printable ASCII, or where a limit is passed. It
 * adds {@code X-Content-Type-Options: nosniff} and {@code Cache-Control: no-store} where they are
 * not set.
 *
 * @param status the HTTP status, 200 to 599
 * @param headers by name, at most 50 and 6 KiB together; {@code Content-Length}, {@code
 *     Transfer-Encoding}, {@code Connection} and {@code Date} are the server's own and left out, as
 *     are others that concern the connection alone
 * @param body at most 1 MiB; empty for none; left out for HEAD and the statuses 204, 205 and 304
 */
public record CallbackResponse(int status, Map<String, String> headers, byte[] body) {

  private static final byte[] NONE = new byte[0];

  public CallbackResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599, was " + status);
    }
    headers = Map.copyOf(headers);
    requireNonNull(body, "body is null");
  }

  /** 200 without a body. */
  public static CallbackResponse ok() {
    return status(200);
  }

  /** 200 with plain text, as some gateways want a certain word. */
  public static CallbackResponse ok(String text) {
    return text(200, text);
  }

  /** A status without a body. */
  public static CallbackResponse status(int status) {
    return new CallbackResponse(status, Map.of(), NONE);
  }

  /** Plain text in UTF-8. */
  public static CallbackResponse text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text);
  }

  /** JSON in UTF-8. */
  public static CallbackResponse json(int status, String json) {
    return of(status, "application/json", json);
  }

  /** 401: the caller did not show who it is. Says no more than that. */
  public static CallbackResponse unauthorized() {
    return text(401, "Not authorised");
  }

  /** A text of any type, in UTF-8. */
  public static CallbackResponse of(int status, String contentType, String text) {
    return new CallbackResponse(
        status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, with a header. */
  public CallbackResponse with(String name, String value) {
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(name, value);
    return new CallbackResponse(status, more, body);
  }
}
