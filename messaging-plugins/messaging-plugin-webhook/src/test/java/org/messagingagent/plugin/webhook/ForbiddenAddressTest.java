package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.GatewayRequest;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.PluginSettings;

/** Where the plugin does not connect to, whatever leads there. */
class ForbiddenAddressTest {

  private final FakeGateway gateway = FakeGateway.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        "0.0.0.0"
      })
  void refusesSettingsThatLeadToAnAddressThatIsNotPublic(String host) {
    WebhookPlugin plugin = new WebhookPlugin();
    PluginSettings settings =
        PluginSettings.of(plugin.settings(), publicSettings("https://" + host + "/messages"));
    assertThat(plugin.check(settings))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("url");
              assertThat(problem.problem()).contains("which allow does not");
            });
  }

  @Test
  void doesNotConnectToANameThatLeadsToLoopback() throws Exception {
    String url = gateway.url().replace("127.0.0.1", "localhost");
    try (OpenWebhook webhook = OpenWebhook.with(publicSettings(url), directory)) {
      assertThat(webhook.failure())
          .startsWith("localhost leads to ")
          .endsWith(", which messaging.plugin.webhook.allow does not name");
      assertThat(webhook.context().metrics().count("requests.forbidden")).isEqualTo(1);
    }
    assertThat(gateway.requests()).isEmpty();
    Map<String, String> allowed = OpenWebhook.with(publicSettings(url), "allow", "localhost");
    try (OpenWebhook webhook = OpenWebhook.with(allowed, directory)) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  /** Spellings that the JDK takes for 127.0.0.1, or looks up as names. */
  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "127.0.0.1.", "0"})
  void doesNotConnectToLoopbackHoweverItIsWritten(String host) throws Exception {
    String url = gateway.url().replace("127.0.0.1", host);
    Map<String, String> settings = publicSettings(url);
    try (OpenWebhook webhook = OpenWebhook.with(settings, directory)) {
      webhook.failure();
    } catch (PluginSettingException e) {
      assertThat(e.key()).isEqualTo("url");
    }
    assertThat(gateway.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"})
  void doesNotConnectToANameThatLeadsToAnAddressThatIsNotPublic(String address) throws Exception {
    try (OpenWebhook webhook = named("public", address)) {
      assertThat(webhook.failure()).startsWith("receiver.invalid leads to ");
    }
  }

  @Test
  void doesNotConnectToANameOfWhichOneAddressIsForbidden() throws Exception {
    try (OpenWebhook webhook = named("127.0.0.1", "127.0.0.1 10.0.0.1")) {
      assertThat(webhook.failure()).startsWith("receiver.invalid leads to 10.0.0.1,");
    }
    assertThat(gateway.requests()).isEmpty();
  }

  @Test
  void connectsToTheAddressThatWasCheckedAndTellsTheReceiverItsName() throws Exception {
    List<String> asked = new ArrayList<>();
    Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "127.0.0.2"));
    Names changing =
        host -> {
          asked.add(host);
          return addresses(answers.remove());
        };
    try (OpenWebhook webhook =
        OpenWebhook.with(namedSettings("127.0.0.1"), changing, Clock.systemUTC(), directory)) {
      // The system knows no such name: whoever looked it up again would find nothing.
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      GatewayRequest request = gateway.awaitRequest();
      assertThat(request.header("Host").orElseThrow()).startsWith("receiver.invalid:");
      assertThat(asked).containsExactly("receiver.invalid");

      gateway.goAway();
      gateway.comeBack();
      assertThat(eventually(webhook)).startsWith("receiver.invalid leads to 127.0.0.2,");
    }
  }

  @Test
  void triesEachAllowedAddressOfAName() throws Exception {
    try (OpenWebhook webhook = named("127.0.0.0/8", "127.0.0.2 127.0.0.1")) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  @Test
  void waitsForANameNoLongerThanForAnAnswer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Names slow =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    try (OpenWebhook webhook =
        OpenWebhook.with(
            OpenWebhook.with(namedSettings("public"), "timeout", "300ms"),
            slow,
            Clock.systemUTC(),
            directory)) {
      assertThat(webhook.failure()).endsWith(" did not answer in time");
      assertThat(webhook.failure()).endsWith(" did not answer in time");
    }
  }

  @Test
  void saysThatANameIsUnknown() throws Exception {
    Names none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (OpenWebhook webhook =
        OpenWebhook.with(namedSettings("public"), none, Clock.systemUTC(), directory)) {
      assertThat(webhook.failure()).startsWith("No address is known of receiver.invalid:");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    try (FakeGateway elsewhere = FakeGateway.start();
        OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(GatewayAnswer.status(status).with("Location", elsewhere.url() + "/"));
      assertThat(webhook.failure())
          .isEqualTo(
              "The receiver answered %d, a redirect, which is never followed; set messaging.plugin.webhook.url to where it leads"
                  .formatted(status));
      assertThat(elsewhere.requests()).isEmpty();
      assertThat(gateway.requests()).hasSize(1);
    }
  }

  @Test
  void answersNoChallengeAndKeepsNoCookie() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(
          GatewayAnswer.status(401).with("WWW-Authenticate", "Basic realm=\"x\""),
          GatewayAnswer.status(401),
          GatewayAnswer.status(200).with("Set-Cookie", "a=b"));
      assertThat(webhook.failure()).startsWith("The receiver answered 401: ");
      assertThat(webhook.failure()).startsWith("The receiver answered 401: ");
      webhook.handle(1);
      webhook.handle(2);
      assertThat(gateway.requests()).hasSize(4).allMatch(r -> r.header("Cookie").isEmpty());
    }
  }

  /** The first failure on a connection that the receiver has just closed may say so instead. */
  private static String eventually(OpenWebhook webhook) {
    String failure = webhook.failure();
    return failure.contains("was lost") ? webhook.failure() : failure;
  }

  private OpenWebhook named(String allow, String addresses) throws Exception {
    return OpenWebhook.with(
        namedSettings(allow), host -> addresses(addresses), Clock.systemUTC(), directory);
  }

  private Map<String, String> namedSettings(String allow) {
    String url = gateway.url().replace("127.0.0.1", "receiver.invalid");
    return OpenWebhook.with(OpenWebhook.settings(url), "allow", allow);
  }

  private static Map<String, String> publicSettings(String url) {
    return OpenWebhook.with(OpenWebhook.settings(url), "allow", "public");
  }

  private static List<InetAddress> addresses(String texts) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : Arrays.asList(texts.split(" "))) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses;
  }
}
