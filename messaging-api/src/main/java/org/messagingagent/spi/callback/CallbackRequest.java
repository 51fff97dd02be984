package org.messagingagent.spi.callback;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a gateway sent. Immutable, but for the array that {@link #body()} answers: it is the
 * request's own, and must not be written to.
 */
public final class CallbackRequest {

  /** So many parameters of a query, and fields of a form, are read. */
  public static final int MAX_PARAMETERS = 1_000;

  private static final int LONGEST_CHARSET = 40;

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
   * @param headers by name in any letter case, the values in the order in which they came; the
   *     values of names that differ in letter case alone are put together
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
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with a slash, was '%s'".formatted(path));
    }
    this.query = requireNonNull(query, "query is null");
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> copy.merge(name, List.copyOf(values), CallbackRequest::joined));
    this.headers = Collections.unmodifiableMap(copy);
    this.body = requireNonNull(body, "body is null");
    this.remoteAddress = requireNonNull(remoteAddress, "remoteAddress is null");
    this.secure = secure;
  }

  /** The method as sent, such as {@code POST}. */
  public String method() {
    return method;
  }

  /**
   * What follows {@code /gateway/<plugin>}: begins with a slash; percent-encoded, as sent. Segments
   * {@code .} and {@code ..} do not come: the server refuses them.
   */
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
   * The parameters of the query, decoded from UTF-8, in their order. What is wrongly encoded stands
   * as it was sent; what comes after the first {@value #MAX_PARAMETERS} is left out.
   */
  public Map<String, List<String>> queryParameters() {
    byte[] encoded = query.getBytes(StandardCharsets.UTF_8);
    return new FormText(encoded, StandardCharsets.UTF_8).parameters(MAX_PARAMETERS);
  }

  /** The first parameter of this name in the query. */
  public Optional<String> queryParameter(String name) {
    return queryParameters().getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * The fields of a form ({@code application/x-www-form-urlencoded}), decoded, in their order;
   * empty for other bodies. What is wrongly encoded stands as it was sent; what comes after the
   * first {@value #MAX_PARAMETERS} is left out.
   */
  public Map<String, List<String>> formParameters() {
    String type = header("Content-Type").orElse("").split(";", 2)[0].trim();
    return type.equalsIgnoreCase("application/x-www-form-urlencoded")
        ? new FormText(body, charset()).parameters(MAX_PARAMETERS)
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

  /**
   * Whether the gateway's connection was encrypted: that to the server, or where that comes from a
   * proxy that the operator trusts, what the proxy says of it.
   */
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
        return charset(parts[1].trim().replace("\"", ""));
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static Charset charset(String name) {
    try {
      return name.length() <= LONGEST_CHARSET ? Charset.forName(name) : StandardCharsets.UTF_8;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
