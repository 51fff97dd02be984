package org.messagingagent.server.plugin;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.messagingagent.spi.callback.CallbackResponse;

/** What a plugin may answer to its gateway. */
final class CallbackAnswers {

  /** The largest body, in bytes. */
  static final int MAX_BODY = 1024 * 1024;

  static final int MAX_HEADERS = 50;

  /** All names and values together, in characters; the HTTP server has room for 8 KiB. */
  static final int MAX_HEADER_SIZE = 6 * 1024;

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

  /** What is the server's own, and what concerns the connection alone (RFC 9110, 7.6.1). */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "content-length",
          "date",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private CallbackAnswers() {}

  /** Why an answer cannot be sent; in words that are none of the plugin's. */
  static Optional<String> problem(CallbackResponse response) {
    if (response.body().length > MAX_BODY) {
      return Optional.of("a body of more than %d bytes".formatted(MAX_BODY));
    }
    if (response.headers().size() > MAX_HEADERS) {
      return Optional.of("more than %d headers".formatted(MAX_HEADERS));
    }
    Set<String> names = new HashSet<>();
    int size = 0;
    for (Map.Entry<String, String> header : response.headers().entrySet()) {
      String name = header.getKey();
      if (!NAME.matcher(name).matches()) {
        return Optional.of("a header whose name is none");
      }
      if (!names.add(lower(name))) {
        return Optional.of("two headers %s".formatted(name));
      }
      size += name.length() + header.getValue().length();
      if (size > MAX_HEADER_SIZE) {
        return Optional.of("headers of more than %d characters".formatted(MAX_HEADER_SIZE));
      }
      if (!VALUE.matcher(header.getValue()).matches()) {
        return Optional.of("a header %s that is not printable ASCII".formatted(name));
      }
    }
    return Optional.empty();
  }

  /** The answer without the headers that are not for the plugin to set. */
  static CallbackResponse withoutServersOwn(CallbackResponse response) {
    Map<String, String> headers = new TreeMap<>(response.headers());
    return headers.keySet().removeIf(name -> LEFT_OUT.contains(lower(name)))
        ? new CallbackResponse(response.status(), headers, response.body())
        : response;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
