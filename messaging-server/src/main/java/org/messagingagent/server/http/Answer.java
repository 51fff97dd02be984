package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param contentType with the charset; empty for none
 * @param body sent as it is, with its length; for HEAD only the length
 * @param headers further headers, in order
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  /** After how many seconds a caller may try again that was told to. */
  static final String RETRY_SECONDS = "1";

  private static final String TEXT = "text/plain; charset=utf-8";

  public Answer {
    requireNonNull(contentType, "contentType is null");
    requireNonNull(body, "body is null");
    requireNonNull(headers, "headers is null");
  }

  public Answer(int status, String contentType, byte[] body) {
    this(status, contentType, body, Map.of());
  }

  /** Plain text; a line end is added. */
  public static Answer text(int status, String text) {
    return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** 404 in words that are the same for everything that is not there. */
  static Answer notFound() {
    return text(404, "There is nothing at this address.");
  }

  /** 405 that names what is allowed, with commas between. */
  static Answer methodNotAllowed(String allowed) {
    return text(405, "This address takes " + allowed + " only.").with("Allow", allowed);
  }

  /** 503 with the time after which to try again. */
  static Answer tryAgain(String text) {
    return text(503, text).with("Retry-After", RETRY_SECONDS);
  }

  /** The same answer with one header more. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, more);
  }
}
