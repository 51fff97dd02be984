package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.GatewayRequest;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;

/** What is posted, and what the plugin makes of the receiver's answers. */
class WebhookHandlerTest {

  private static final String OLD = "whsec_" + "b2xk".repeat(8);

  private final FakeGateway gateway = FakeGateway.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void postsWhatTheLibraryOfTheSpecificationFindsGenuine() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      GatewayRequest request = gateway.awaitRequest();
      OpenWebhook.verify(request, OpenWebhook.SECRET);
      assertThatExceptionOfType(WebhookVerificationException.class)
          .as("with another secret")
          .isThrownBy(() -> OpenWebhook.verify(request, OLD));
      assertThatExceptionOfType(WebhookVerificationException.class)
          .as("with another body")
          .isThrownBy(
              () ->
                  new Webhook(OpenWebhook.SECRET).verify(request.text() + " ", request.headers()));
      assertThat(request.body()).isEqualTo(Payload.body(OpenWebhook.message(1)));
      assertThat(request.header("Content-Type")).contains("application/json");
      assertThat(request.header("Content-Length"))
          .contains(Integer.toString(request.body().length));
      assertThat(request.header("User-Agent").orElseThrow()).startsWith("messaging-agent-webhook/");
      assertThat(request.header("Accept-Encoding")).isEmpty();
    }
  }

  @Test
  void signsWithOldAndNewSecretWhileItIsChanged() throws Exception {
    Map<String, String> settings =
        OpenWebhook.with(
            OpenWebhook.settings(gateway.url()), "secret", OpenWebhook.SECRET + " " + OLD);
    try (OpenWebhook webhook = OpenWebhook.with(settings, directory)) {
      webhook.handle(1);
      GatewayRequest request = gateway.awaitRequest();
      OpenWebhook.verify(request, OpenWebhook.SECRET);
      OpenWebhook.verify(request, OLD);
    }
  }

  @Test
  void postsARepeatUnderTheSameIdWithANewTimeAndSignature() throws Exception {
    TestClock clock = TestClock.at(Instant.now());
    try (OpenWebhook webhook =
        OpenWebhook.with(OpenWebhook.settings(gateway.url()), Names.SYSTEM, clock, directory)) {
      webhook.handle(1);
      clock.advance(Duration.ofSeconds(100));
      webhook.handle(TestMessages.attempt(OpenWebhook.message(1), 2));
      GatewayRequest first = gateway.awaitRequest();
      GatewayRequest second = gateway.awaitRequest();
      assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(seconds(second)).isEqualTo(seconds(first) + 100);
      assertThat(second.header("webhook-signature"))
          .isNotEqualTo(first.header("webhook-signature"));
      OpenWebhook.verify(second, OpenWebhook.SECRET);
    }
  }

  @Test
  void postsToTheAddressAsItIsWrittenWithTheOperatorsHeaders() throws Exception {
    Map<String, String> settings =
        OpenWebhook.with(
            OpenWebhook.settings(gateway.url() + "/a%2Fb/ø%20?key=a%26b&c=+d&e"),
            "header.Authorization",
            "Bearer t-4711",
            "header.x-tenant",
            "north");
    settings.put("url", settings.get("url").replace("ø", "%C3%B8"));
    try (OpenWebhook webhook = OpenWebhook.with(settings, directory)) {
      webhook.handle(1);
      GatewayRequest request = gateway.awaitRequest();
      assertThat(request).hasToString("POST /a%2Fb/%C3%B8%20");
      assertThat(request.query()).isEqualTo("key=a%26b&c=+d&e");
      assertThat(request.headers().get("Authorization")).containsExactly("Bearer t-4711");
      assertThat(request.headers().get("X-Tenant")).containsExactly("north");
    }
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.otherwise(GatewayAnswer.json(200, "{\"ok\":true}"));
      for (int i = 1; i <= 20; i++) {
        webhook.handle(i);
      }
      assertThat(webhook.context().metrics().value("connections.open")).isEqualTo(1);
      assertThat(webhook.context().metrics().timings("requests")).isEqualTo(20);
    }
  }

  @Test
  void rejectsWhatTheReceiverNoLongerTakes() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(GatewayAnswer.status(410));
      assertThat(webhook.handle(1))
          .isEqualTo(
              HandleOutcome.rejected("The receiver answered 410: it takes no messages any more"));
      assertThat(webhook.health().status()).isEqualTo(Health.Status.DEGRADED);
    }
  }

  @Test
  void waitsAsLongAsABusyReceiverWants() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(
          GatewayAnswer.status(429).with("Retry-After", "7"),
          GatewayAnswer.status(503).with("Retry-After", "60"),
          GatewayAnswer.status(429));
      assertThat(webhook.handle(1).retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(webhook.handle(1).retryAfter()).contains(Duration.ofMinutes(1));
      assertThat(webhook.handle(1))
          .isEqualTo(
              HandleOutcome.retry("The receiver answered 429: it has enough messages for now"));
      assertThat(webhook.context().metrics().count("requests.busy")).isEqualTo(3);
    }
  }

  @Test
  void triesAgainWhatTheReceiverDidNotTake() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(GatewayAnswer.status(422));
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.retry("The receiver answered 422"));
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      assertThat(webhook.health()).isEqualTo(Health.up());
    }
  }

  @Test
  void saysThatTheReceiverIsAwayWhereNoMessageWouldBeTaken() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      for (int status : new int[] {401, 404, 500, 502, 503, 504}) {
        gateway.next(GatewayAnswer.status(status));
        assertThat(webhook.failure()).startsWith("The receiver answered " + status);
        assertThat(webhook.health().status()).isEqualTo(Health.Status.DOWN);
      }
      gateway.goAway();
      webhook.failure(); // maybe by a connection that it does not know to be closed yet
      assertThat(webhook.failure()).matches("127\\.0\\.0\\.1:\\d+ cannot be reached");
      assertThat(webhook.context().metrics().count("requests.unanswered")).isEqualTo(2);
      gateway.comeBack();
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      assertThat(webhook.health()).isEqualTo(Health.up());
    }
  }

  @Test
  void takesALostConnectionForNoAnswerAndA2xxForOneWhateverFollows() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      gateway.next(GatewayAnswer.dropAfterReading(), GatewayAnswer.dropBeforeReading());
      assertThat(webhook.failure()).matches("The connection to 127\\.0\\.0\\.1:\\d+ was lost");
      assertThat(webhook.failure()).matches("The connection to 127\\.0\\.0\\.1:\\d+ was lost");
      gateway.next(GatewayAnswer.cutOff(), GatewayAnswer.garbage());
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  @Test
  void saysThatTheReceiverDidNotAnswerInTime() throws Exception {
    Map<String, String> settings =
        OpenWebhook.with(OpenWebhook.settings(gateway.url()), "timeout", "300ms");
    try (OpenWebhook webhook = OpenWebhook.with(settings, directory)) {
      gateway.next(GatewayAnswer.never());
      assertThat(webhook.failure()).endsWith(" did not answer in time");
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
    }
  }

  @Test
  void endsTheCallThatIsUnderWayWhenItIsClosed() throws Exception {
    gateway.otherwise(GatewayAnswer.never());
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      Future<String> call = caller.submit(webhook::failure);
      gateway.awaitRequest();
      webhook.close();
      assertThat(call.get(15, TimeUnit.SECONDS)).endsWith(" was lost");
      assertThat(webhook.failure()).as("after it was closed").isNotEmpty();
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void postsAMessageThatIsNoUnicode() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      assertThat(webhook.handle(TestMessages.incoming("webhook", 1, "half \uD83D")))
          .isEqualTo(HandleOutcome.handled());
      OpenWebhook.verify(gateway.awaitRequest(), OpenWebhook.SECRET);
    }
  }

  @Test
  void postsALargeMessageWhole() throws Exception {
    try (OpenWebhook webhook = OpenWebhook.to(gateway, directory)) {
      String content = "日本語😀\n\"<>".repeat(200_000);
      webhook.handle(TestMessages.incoming("webhook", 1, content));
      GatewayRequest request = gateway.awaitRequest();
      OpenWebhook.verify(request, OpenWebhook.SECRET);
      assertThat(request.body().length).isGreaterThan(3_000_000);
    }
  }

  private static long seconds(GatewayRequest request) {
    return Long.parseLong(request.header("webhook-timestamp").orElseThrow());
  }
}
