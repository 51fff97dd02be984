package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status the HTTP status
 * @param contentType with the charset
 * @param body sent as it is, with its length; for HEAD only the length
 * @param headers further headers, in order
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

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

  /** The same answer with one header more. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, more);
  }
}
