package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

class WebhookSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://hooks.example.com/|must begin with https://",
        "https://user:pass-4711@hooks.example.com/|must have no user and password",
        "https://hooks.example.com/#x|must have no #",
        "https://hooks.example.com:0/|must have a port from 1 to 65535",
        "https://hooks.example.com:65536/|must have a port from 1 to 65535"
      })
  void refusesAddressesThatCannotBePostedTo(String url, String problem) {
    assertThat(HttpAddress.problem(url).orElseThrow())
        .startsWith(problem)
        .doesNotContain("pass-4711");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://proxy.example.com:3128",
        "http://proxy.example.com",
        "http://proxy.example.com:3128/path",
        "http://user@proxy.example.com:3128",
        "http://proxy.example.com:70000"
      })
  void refusesAddressesThatAreNoProxys(String url) {
    assertThat(HttpAddress.proxyProblem(url)).isPresent();
    assertThat(HttpAddress.proxyProblem("http://[::1]:3128/")).isEmpty();
  }

  @Test
  void wantsTlsUnlessItIsToldOtherwise() {
    Map<String, String> settings =
        OpenWebhook.with(OpenWebhook.settings("http://hooks.example.com"), "plain-http", "false");
    assertThat(problems(settings))
        .containsExactly("url must begin with https://; where that cannot be, set plain-http=true");
    assertThat(problems(OpenWebhook.settings("http://hooks.example.com"))).isEmpty();
    assertThat(problems(OpenWebhook.with(settings, "url", "HTTPS://hooks.example.com"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-type",
        "Content-Length",
        "transfer-encoding",
        "Connection",
        "Webhook-Id",
        "webhook-signature",
        "Proxy-Authorization",
        "traceparent"
      })
  void refusesHeadersThatAreNotTheOperators(String name) {
    assertThat(headerProblems(Set.of(name)))
        .containsExactly(
            "header.%s is a header that the plugin or HTTP itself sets".formatted(name));
  }

  @Test
  void refusesHeadersThatAreNone() {
    for (String name : List.of("X:Y", "X Y", "X\r\nY", "ø", "x".repeat(101))) {
      assertThat(headerProblems(Set.of(name))).hasSize(1);
    }
    for (String value : List.of("a\r\nX: b", "a\nb", " a", "a\0", "ø", "x".repeat(4_097))) {
      assertThat(ExtraHeaders.valueProblem(value).orElseThrow())
          .isEqualTo("must be at most 4096 printable characters of ASCII on one line");
    }
    assertThat(headerProblems(new LinkedHashSet<>(List.of("X-A", "x-a"))))
        .containsExactly("header.x-a is there twice, since letter case does not count");
    assertThat(headerProblems(names(20))).isEmpty();
    assertThat(headerProblems(names(21))).hasSize(1);
  }

  @Test
  void refusesAFileThatHoldsNoCertificates(@TempDir Path directory) throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path text = Files.writeString(directory.resolve("text.pem"), "no certificate");
    for (Path file : List.of(empty, text, directory, directory.resolve("none.pem"))) {
      assertThatExceptionOfType(PluginSettingException.class)
          .isThrownBy(() -> TrustedCertificates.read(file))
          .withMessageContaining("trusted-certificates must be a file of certificates in PEM");
    }
  }

  @Test
  void doesNotShowWhatHeadersHold() {
    PluginSettings settings =
        settings(
            OpenWebhook.with(
                OpenWebhook.settings("http://hooks.example.com/token-1?t=token-2"),
                "header.Authorization",
                "token-3"));
    assertThat(WebhookSettings.of(settings).toString())
        .isEqualTo("WebhookSettings[hooks.example.com:80]");
  }

  @Test
  void isInThePageForOperators() throws Exception {
    String page = Files.readString(Path.of("..", "..", "docs", "plugins", "webhook.md"));
    List<String> rows =
        page.lines().filter(line -> line.startsWith("| `messaging.plugin.webhook.")).toList();
    assertThat(rows)
        .isEqualTo(new WebhookPlugin().settings().stream().map(WebhookSettingsTest::row).toList());
  }

  private static String row(PluginSetting setting) {
    String key = setting.key() + (setting.standsForMany() ? "…" : "");
    String standard =
        setting.isRequired()
            ? "required"
            : setting.defaultValue().map("`%s`"::formatted).orElse("none");
    return "| `messaging.plugin.webhook.%s` | %s | %s | %s |"
        .formatted(key, setting.expected(), standard, setting.description());
  }

  private static List<String> headerProblems(Set<String> names) {
    return ExtraHeaders.problems("header.", names).stream().map(Object::toString).toList();
  }

  private static Set<String> names(int number) {
    return IntStream.range(0, number).mapToObj(i -> "X-" + i).collect(Collectors.toSet());
  }

  private static List<String> problems(Map<String, String> values) {
    return new WebhookPlugin().check(settings(values)).stream().map(Object::toString).toList();
  }

  private static PluginSettings settings(Map<String, String> values) {
    return PluginSettings.of(new WebhookPlugin().settings(), new HashMap<>(values));
  }
}
