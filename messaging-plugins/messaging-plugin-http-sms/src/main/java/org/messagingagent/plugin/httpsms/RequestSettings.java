package org.messagingagent.plugin.httpsms;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what the request is from the settings, and says what is wrong with it. */
final class RequestSettings {

  private static final String AUTHORIZATION = "Authorization";
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
  private static final URI ANYWHERE = URI.create("http://localhost/");
  private static final Map<Placeholder, String> FIXED =
      new EnumMap<>(
          Map.of(
              Placeholder.USER, Keys.USER,
              Placeholder.PASSWORD, Keys.PASSWORD,
              Placeholder.TOKEN, Keys.TOKEN,
              Placeholder.ACCOUNT, Keys.ACCOUNT));

  private final Layers layers;
  private final Set<Placeholder> used = EnumSet.noneOf(Placeholder.class);

  private RequestSettings(Layers layers) {
    this.layers = layers;
  }

  /**
   * Reads it. Where something is wrong, that is among the problems of the layers, and the answer is
   * of no use.
   */
  static RequestFormat read(Layers layers) {
    return new RequestSettings(layers).read();
  }

  private RequestFormat read() {
    Charset charset = Charset.forName(layers.require(Keys.CHARSET));
    String method = layers.require(Keys.METHOD);
    Optional<UrlTemplate> url = url();
    Optional<RequestFormat.Body> body = body(method, charset);
    Map<String, Template> headers = headers();
    authorization().ifPresent(value -> headers.putIfAbsent(AUTHORIZATION, value));
    checkUsed();
    Map<Placeholder, String> fixed = new EnumMap<>(Placeholder.class);
    FIXED.forEach(
        (placeholder, key) -> layers.get(key).ifPresent(value -> fixed.put(placeholder, value)));
    return new RequestFormat(method, url, headers, body, charset, fixed);
  }

  private Optional<UrlTemplate> url() {
    Optional<String> text = layers.get(Keys.URL);
    if (text.isEmpty() && !layers.settings().getBoolean(Keys.SIMULATE)) {
      layers.problem(
          Keys.URL,
          "is required; it is the vendor's address, such as https://sms.example.com/send");
    }
    Optional<UrlTemplate> url = layers.read(Keys.URL, UrlTemplate::parse);
    url.ifPresent(template -> note(template.template()));
    return url;
  }

  private Optional<RequestFormat.Body> body(String method, Charset charset) {
    if (method.equals("GET")) {
      if (layers.isSet(Keys.BODY)) {
        layers.problem(Keys.BODY, "must not be set with method=GET, which has no body");
      }
      return Optional.empty();
    }
    Optional<Template> template = layers.read(Keys.BODY, Template::parse);
    template.ifPresent(this::note);
    Optional<String> type = layers.get(Keys.BODY_TYPE);
    if (template.isPresent() && type.isEmpty()) {
      layers.problem(Keys.BODY_TYPE, "is required with body; it is form, json or xml");
    }
    if (layers.get(Keys.BODY).isEmpty() && layers.isSet(Keys.BODY_TYPE)) {
      layers.problem(Keys.BODY, "is required with body-type");
    }
    if (template.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    BodyKind kind = BodyKind.named(type.get().trim());
    return layers.read(
        Keys.BODY,
        text -> {
          kind.check(template.get(), charset);
          return new RequestFormat.Body(kind, template.get());
        });
  }

  private Map<String, Template> headers() {
    Map<String, Template> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    layers
        .headers()
        .forEach(
            (name, value) ->
                layers
                    .read(Keys.HEADER + name, value, text -> header(name, text))
                    .ifPresent(template -> headers.put(name, template)));
    return headers;
  }

  private Template header(String name, String value) {
    try {
      HttpRequest.newBuilder(ANYWHERE).header(name, "x");
    } catch (IllegalArgumentException e) {
      throw new SettingFault("is no header that can be set; it is not HTTP's or its own affair");
    }
    Template template = Template.parse(value);
    if (!PRINTABLE.matcher(value).matches()) {
      throw new SettingFault("must be printable ASCII");
    }
    note(template);
    return template;
  }

  private Optional<Template> authorization() {
    String auth = layers.require(Keys.AUTH);
    if (auth.equals("none")) {
      return Optional.empty();
    }
    if (layers.headers().containsKey(AUTHORIZATION)) {
      if (layers.isSet(Keys.AUTH)) {
        layers.problem(Keys.AUTH, "must be none where header.Authorization is set");
      }
      return Optional.empty();
    }
    return auth.equals("basic") ? basic() : bearer();
  }

  private Optional<Template> bearer() {
    if (layers.get(Keys.TOKEN).isEmpty()) {
      layers.problem(Keys.TOKEN, "is required with auth=bearer");
    }
    return Optional.of(Template.parse("Bearer {{token}}"));
  }

  private Optional<Template> basic() {
    Optional<String> user = layers.get(Keys.USER).or(() -> layers.get(Keys.ACCOUNT));
    Optional<String> password = layers.get(Keys.PASSWORD);
    if (user.isEmpty()) {
      layers.problem(Keys.USER, "is required with auth=basic, unless account is the user");
    }
    if (password.isEmpty()) {
      layers.problem(Keys.PASSWORD, "is required with auth=basic");
    }
    if (user.isEmpty() || password.isEmpty()) {
      return Optional.empty();
    }
    if (user.get().indexOf(':') >= 0) {
      layers.problem(Keys.USER, "must have no colon with auth=basic");
    }
    byte[] credentials = (user.get() + ":" + password.get()).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Template.parse("Basic " + Base64.getEncoder().encodeToString(credentials)));
  }

  private void note(Template template) {
    used.addAll(template.placeholders());
  }

  private void checkUsed() {
    FIXED.forEach(
        (placeholder, key) -> {
          if (used.contains(placeholder) && layers.get(key).isEmpty()) {
            layers.problem(key, "is required, as the request has {{%s}}".formatted(placeholder));
          }
        });
    if (layers.get(Keys.URL).isEmpty() && layers.get(Keys.BODY).isEmpty()) {
      return;
    }
    for (Placeholder placeholder : new Placeholder[] {Placeholder.TO, Placeholder.CONTENT}) {
      if (!used.contains(placeholder) && layers.problems().isEmpty()) {
        layers.problem(
            layers.require(Keys.METHOD).equals("GET") ? Keys.URL : Keys.BODY,
            "must have {{%s}}: without it no message is sent".formatted(placeholder));
      }
    }
  }
}
