package org.messagingagent.plugin.httpsms;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The request that brings a message to the gateway. Immutable. */
final class RequestFormat {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final byte[] NO_BODY = new byte[0];

  private final String method;
  private final Optional<UrlTemplate> url;
  private final Map<String, Template> headers;
  private final Optional<Body> body;
  private final Charset charset;
  private final Map<Placeholder, String> fixed;

  /** A body and what it is. */
  record Body(BodyKind kind, Template template) {}

  /**
   * @param url empty where nothing is ever sent
   * @param fixed the values that are the same for all messages
   */
  RequestFormat(
      String method,
      Optional<UrlTemplate> url,
      Map<String, Template> headers,
      Optional<Body> body,
      Charset charset,
      Map<Placeholder, String> fixed) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
    this.charset = charset;
    this.fixed = fixed;
  }

  Optional<UrlTemplate> url() {
    return url;
  }

  /** In words for a log. */
  @Override
  public String toString() {
    return "%s %s".formatted(method, body.map(b -> b.kind().toString()).orElse("without a body"));
  }

  /**
   * Makes the request; empty where there is no address, and all else was found well.
   *
   * @throws UnsendableException where something of the message cannot be written into it
   */
  Optional<Request> render(Map<Placeholder, String> ofMessage) throws UnsendableException {
    Map<Placeholder, String> values = new EnumMap<>(Placeholder.class);
    values.putAll(fixed);
    values.putAll(ofMessage);
    Map<String, String> rendered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    body.ifPresent(b -> rendered.put(CONTENT_TYPE, b.kind().contentType(charset)));
    for (Map.Entry<String, Template> header : headers.entrySet()) {
      String value = header.getValue().render(values, Escaping::header).trim();
      if (!value.isEmpty()) {
        rendered.put(header.getKey(), value);
      }
    }
    byte[] bytes = body.isPresent() ? bytes(body.get(), values) : NO_BODY;
    boolean messageInBody =
        body.map(b -> b.template().placeholders().contains(Placeholder.CONTENT)).orElse(false);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Request(method, url.get().render(values, charset), rendered, bytes, messageInBody));
  }

  private byte[] bytes(Body what, Map<Placeholder, String> values) throws UnsendableException {
    String text = what.template().render(values, what.kind().escape(charset));
    // Values of forms are in the charset already, percent-encoded.
    return text.getBytes(what.kind() == BodyKind.XML ? charset : StandardCharsets.UTF_8);
  }
}
