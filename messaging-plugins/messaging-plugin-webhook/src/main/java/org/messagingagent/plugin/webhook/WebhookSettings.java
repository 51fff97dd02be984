package org.messagingagent.plugin.webhook;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.SettingProblem;

/**
 * What the operator has set.
 *
 * @param url where messages are posted to
 * @param allow which addresses may be connected to
 * @param headers more headers of each request
 * @param timeout how long a request may take, from the connection to the end of the answer
 * @param trusted a file of certificates that are trusted instead of those of the JVM
 * @param proxy what is connected to in place of the receiver
 */
record WebhookSettings(
    URI url,
    Signer signer,
    AllowList allow,
    Map<String, String> headers,
    Duration timeout,
    Duration connectTimeout,
    Optional<Path> trusted,
    Optional<URI> proxy) {

  static final String TRUSTED = "trusted-certificates";

  private static final String URL = "url";
  private static final String SECRET = "secret";
  private static final String ALLOW = "allow";
  private static final String PLAIN_HTTP = "plain-http";
  private static final String HEADER = "header.";
  private static final String TIMEOUT = "timeout";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String PROXY = "proxy";

  static List<PluginSetting> declared() {
    return List.of(
        PluginSetting.url(URL)
            .required()
            .checkedBy(HttpAddress::problem)
            .describedAs(
                "Where messages are posted to, such as https://hooks.example.com/messages"),
        PluginSetting.text(SECRET)
            .required()
            .secret()
            .checkedBy(Signer::problem)
            .describedAs(
                "What messages are signed with: whsec_ and the Base64 of 24 to 64 random bytes. While it is changed, up to 5 with a space between them"),
        PluginSetting.text(ALLOW)
            .withDefault("public")
            .checkedBy(AllowList::problem)
            .describedAs(
                "Which addresses the plugin connects to, with a space or comma between them: public for the public internet, addresses, ranges such as 10.1.0.0/16, and hosts, which may lead anywhere"),
        PluginSetting.flag(PLAIN_HTTP)
            .withDefault(false)
            .describedAs("Whether the url may begin with http:// and messages travel unencrypted"),
        PluginSetting.textsBelow(HEADER)
            .secret()
            .checkedBy(ExtraHeaders::valueProblem)
            .describedAs("Headers that each request gets, such as header.Authorization"),
        PluginSetting.duration(TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofMinutes(2))
            .withDefault(Duration.ofSeconds(20))
            .describedAs("How long a request may take, from connecting to the end of the answer"),
        PluginSetting.duration(CONNECT_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofSeconds(30))
            .withDefault(Duration.ofSeconds(5))
            .describedAs("How long connecting to one address may take"),
        PluginSetting.path(TRUSTED)
            .describedAs(
                "A file of certificates in PEM that are trusted instead of those of the JVM, for a receiver with a certificate of your own authority"),
        PluginSetting.url(PROXY)
            .checkedBy(HttpAddress::proxyProblem)
            .describedAs(
                "An HTTP proxy to connect through, such as http://proxy.example.com:3128; it looks names up, so keeping addresses apart is up to it"));
  }

  /** What is wrong with settings each of which is right by itself. */
  static List<SettingProblem> problems(PluginSettings settings) {
    List<SettingProblem> problems = new ArrayList<>();
    URI url = settings.getUrl(URL);
    if (!HttpAddress.isSecure(url) && !settings.getBoolean(PLAIN_HTTP)) {
      problems.add(
          new SettingProblem(
              URL, "must begin with https://; where that cannot be, set plain-http=true"));
    }
    AllowList allow = AllowList.parse(settings.require(ALLOW));
    HttpAddress.literal(url)
        .filter(address -> !allow.permits(url.getHost(), address))
        .ifPresent(
            address ->
                problems.add(
                    new SettingProblem(
                        URL,
                        "leads to %s, which allow does not name"
                            .formatted(address.getHostAddress()))));
    problems.addAll(ExtraHeaders.problems(HEADER, settings.below(HEADER).keySet()));
    return problems;
  }

  static WebhookSettings of(PluginSettings settings) {
    return new WebhookSettings(
        settings.getUrl(URL),
        Signer.of(settings.require(SECRET)),
        AllowList.parse(settings.require(ALLOW)),
        settings.below(HEADER),
        settings.getDuration(TIMEOUT),
        settings.getDuration(CONNECT_TIMEOUT),
        settings.isSet(TRUSTED) ? Optional.of(settings.getPath(TRUSTED)) : Optional.empty(),
        settings.isSet(PROXY) ? Optional.of(settings.getUrl(PROXY)) : Optional.empty());
  }

  /** Without the values of headers, which may be secrets. */
  @Override
  public String toString() {
    return "WebhookSettings[" + HttpAddress.of(url) + "]";
  }
}
