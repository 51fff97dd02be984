package org.messagingagent.plugin.httpsms;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of the gateway, with values in its path and query alone. */
final class UrlTemplate {

  private static final Pattern ROOT = Pattern.compile("(https?://[^/?#{}\\s]+)([/?].*)?");

  private final Template template;
  private final URI probe;

  private UrlTemplate(Template template, URI probe) {
    this.template = template;
    this.probe = probe;
  }

  /**
   * Reads an address.
   *
   * @throws SettingFault where it is none, or has a value in its scheme, host or port
   */
  static UrlTemplate parse(String text) {
    Matcher matcher = ROOT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new SettingFault(
          "must be an address such as https://sms.example.com/v1/{{account}}/messages, with"
              + " placeholders after the host alone");
    }
    if (text.indexOf('#') >= 0
        && Template.parse(text).pieces().stream()
            .anyMatch(piece -> piece.text().indexOf('#') >= 0)) {
      throw new SettingFault("must have no #, which is never sent");
    }
    Template template = Template.parse(text.trim());
    URI uri = null;
    for (Probe probe : Probe.of(template, false)) {
      uri = uri(probe.text());
    }
    return new UrlTemplate(template, uri);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null) {
        throw new SettingFault("must have a host, as in https://sms.example.com/send");
      }
      if (uri.getRawUserInfo() != null) {
        throw new SettingFault(
            "must have no user and password; set auth=basic, user and password instead");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new SettingFault(
          "is no address: %s; write other characters percent-encoded".formatted(e.getReason()));
    }
  }

  Template template() {
    return template;
  }

  /** Scheme, host and port, for logs. */
  String root() {
    return "%s://%s".formatted(probe.getScheme(), probe.getRawAuthority());
  }

  boolean isPlain() {
    return "http".equalsIgnoreCase(probe.getScheme());
  }

  boolean isLoopback() {
    String host = probe.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /**
   * The address for a message.
   *
   * @throws UnsendableException where a value would lead to another address
   */
  URI render(Map<Placeholder, String> values, Charset charset) throws UnsendableException {
    Template.Escape escape = Escaping.percent(charset);
    List<Placeholder> inPath = new ArrayList<>();
    String text = template.render(values, escape);
    boolean query = false;
    for (Template.Piece piece : template.present(values)) {
      query |= piece.text().indexOf('?') >= 0;
      if (!query) {
        piece.placeholder().ifPresent(inPath::add);
      }
    }
    for (Placeholder placeholder : inPath) {
      String value = values.getOrDefault(placeholder, "");
      if (value.isEmpty() || value.indexOf('/') >= 0 || value.indexOf('\\') >= 0) {
        throw new UnsendableException(
            "%s is empty or has a slash, and is part of the gateway's address"
                .formatted(placeholder));
      }
    }
    URI uri = URI.create(text);
    for (String segment : uri.getRawPath().split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw new UnsendableException("A value would lead to another address of the gateway");
      }
    }
    return uri;
  }
}
