package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a gateway sent. Immutable, but for the array that {@link #body()} answers: it is the
 * request's own, and must not be written to.
 */
public final class CallbackRequest {

  private final String method;
  private final String path;
  private final String query;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final InetAddress remoteAddress;
  private final boolean secure;

  /**
   * @param method such as {@code POST}
   * @param path what follows {@code /gateway/<plugin>}: begins with a slash; percent-encoded, as
   *     sent
   * @param query what follows the {@code ?}, as sent; empty where there is none
   * @param headers by name in any letter case, the values in the order in which they came
   * @param remoteAddress who called
   * @param secure whether the connection was encrypted
   */
  public CallbackRequest(
      String method,
      String path,
      String query,
      Map<String, List<String>> headers,
      byte[] body,
      InetAddress remoteAddress,
      boolean secure) {
    this.method = requireNonNull(method, "method is null");
    this.path = requireNonNull(path, "path is null");
    this.query = requireNonNull(query, "query is null");
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    this.headers = Collections.unmodifiableMap(copy);
    this.body = requireNonNull(body, "body is null");
    this.remoteAddress = requireNonNull(remoteAddress, "remoteAddress is null");
    this.secure = secure;
  }

  /** The method as sent, such as {@code POST}. */
  public String method() {
    return method;
  }

  /** What follows {@code /gateway/<plugin>}: begins with a slash; percent-encoded, as sent. */
  public String path() {
    return path;
  }

  /** What follows the {@code ?}, as sent; empty where there is none. */
  public String query() {
    return query;
  }

  /** All headers, by name in any letter case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first header of this name, in any letter case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The body, empty where there is none; not to be written to. */
  public byte[] body() {
    return body;
  }

  /**
   * The body as text, in the character set that Content-Type names, else UTF-8. What is not of it
   * becomes U+FFFD.
   */
  public String text() {
    return new String(body, charset());
  }

  /**
   * The parameters of the query, decoded, in their order. What is wrongly encoded stands as it was
   * sent.
   */
  public Map<String, List<String>> queryParameters() {
    return parameters(query, StandardCharsets.UTF_8);
  }

  /** The first parameter of this name in the query. */
  public Optional<String> queryParameter(String name) {
    return queryParameters().getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The fields of a form ({@code application/x-www-form-urlencoded}); empty for other bodies. */
  public Map<String, List<String>> formParameters() {
    String type = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded")
        ? parameters(new String(body, StandardCharsets.US_ASCII), charset())
        : Map.of();
  }

  /** The first field of this name in a form. */
  public Optional<String> formParameter(String name) {
    return formParameters().getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * Who called: the other end of the connection, or where that is a proxy that the operator trusts,
   * whom the proxy names.
   */
  public InetAddress remoteAddress() {
    return remoteAddress;
  }

  /** Whether the connection to the server was encrypted. */
  public boolean secure() {
    return secure;
  }

  /** The method and the path; the rest may hold secrets. */
  @Override
  public String toString() {
    return method + " " + path;
  }

  private Charset charset() {
    for (String parameter : header("Content-Type").orElse("").split(";")) {
      String[] parts = parameter.trim().split("=", 2);
      if (parts.length == 2 && parts[0].trim().equalsIgnoreCase("charset")) {
        try {
          return Charset.forName(parts[1].trim().replace("\"", ""));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return StandardCharsets.UTF_8;
        }
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static Map<String, List<String>> parameters(String encoded, Charset charset) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String pair : encoded.split("&")) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        found
            .computeIfAbsent(decoded(parts[0], charset), name -> new ArrayList<>())
            .add(parts.length == 1 ? "" : decoded(parts[1], charset));
      }
    }
    found.replaceAll((name, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(found);
  }

  private static String decoded(String text, Charset charset) {
    try {
      return URLDecoder.decode(text, charset);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
