package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.DeliveryStatus.Status;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.client.PluginInfo;
import org.messagingagent.client.RejectedException;
import org.messagingagent.spi.SendOutcome;

/** What callers hand in and have sent, and what became of it. */
class RecordingTest {

  @RegisterExtension
  static final MessagingServerExtension server =
      MessagingServerExtension.builder()
          .plugins("sms")
          .plugin(
              RecordedPlugin.named("email")
                  .formats("text/plain", "text/html")
                  .maxContentLength(20)
                  .withoutConfig())
          .plugin(RecordedPlugin.named("alarm").sendsOnly())
          .plugin(RecordedPlugin.named("archive").receivesOnly())
          .build();

  private static IncomingMessage incoming(String content) {
    return IncomingMessage.forPlugin("sms").from("+4790000001").to("2440").content(content).build();
  }

  private static OutgoingMessage outgoing(String content) {
    return OutgoingMessage.to("+4790000002").from("Clinic").content(content).build();
  }

  private static DeliveryStatus send(String plugin, String content) {
    return server.client().sendMessages(plugin, List.of(outgoing(content))).get(0);
  }

  private static DeliveryStatus status(int messagingId) {
    return server.client().getDeliveryStatus(List.of(messagingId)).get(0);
  }

  @Test
  void aMessageThatWasHandedInIsThereOnceTheCallerHasItsAnswer() {
    server
        .client()
        .createMessage(
            IncomingMessage.forPlugin("email")
                .from("a@example.org")
                .to("b@example.org")
                .content("Hello <you> & æøå")
                .format("text/plain")
                .sessionKey("conversation 7")
                .build());
    assertThat(server.received())
        .singleElement()
        .usingRecursiveComparison()
        .ignoringFields("messageId")
        .isEqualTo(
            new ReceivedMessage(
                1,
                "email",
                "a@example.org",
                "b@example.org",
                "Hello <you> & æøå",
                "text/plain",
                "conversation 7",
                OptionalInt.empty()));
  }

  @Test
  void messagesOfOneSessionAreThereInTheirOrder() {
    List<String> contents = IntStream.range(0, 30).mapToObj(Integer::toString).toList();
    for (String content : contents) {
      server
          .client()
          .createMessage(
              IncomingMessage.forPlugin("archive").content(content).sessionKey("s").build());
    }
    assertThat(server.received()).extracting(ReceivedMessage::content).isEqualTo(contents);
  }

  @Test
  void aRepeatUnderOneKeyIsThereOnce() {
    String key = MessagingClient.newIdempotencyKey();
    server.client().createMessage(incoming("once"), key);
    server.client().createMessage(incoming("once"), key);
    assertThat(server.received()).hasSize(1);
    assertThat(server.calls(Operation.CREATE_MESSAGE))
        .hasSize(2)
        .allSatisfy(call -> assertThat(call.idempotencyKey()).contains(key));
  }

  @Test
  void whatAnotherThreadHandsInIsWaitedFor() throws Exception {
    CompletableFuture<Void> caller =
        CompletableFuture.runAsync(
            () -> List.of("a", "b", "c").forEach(c -> server.client().createMessage(incoming(c))));
    assertThat(server.awaitReceived(3)).extracting(ReceivedMessage::content).contains("a", "b");
    assertThat(server.awaitReceived(message -> message.content().equals("c")).to())
        .isEqualTo("2440");
    caller.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatDoesNotComeIsAnErrorThatShowsWhatCame() {
    server.client().createMessage(incoming("first\nand a second line"));
    send("sms", "x".repeat(200));
    server.nextCall(Operation.GET_PLUGINS, Fault.cutBefore());
    server.nextSend("email", SendOutcome.rejected("full"));
    assertThat(server.received()).hasSize(1);
    assertThat(server.describe())
        .contains("received: 1\n")
        .contains("sms from +4790000001 to 2440: \"first\\nand a second line\"")
        .contains("sms from Clinic to +4790000002: \"xxx")
        .contains("\"… (200 characters) -> SENT as [ext-")
        .contains("CREATE_MESSAGE (Services87, SOAP 1.1) key ")
        .contains("the next 1 of GET_PLUGINS: the connection cut, the call not done")
        .contains("the next message of email: REJECTED (full)");
    try (LocalMessagingServer quiet =
        LocalMessagingServer.builder().patience(Duration.ofMillis(50)).start()) {
      assertThatThrownBy(() -> quiet.awaitReceived(2))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("0 of 2 messages were received within 50 ms\n")
          .hasMessageContaining("received: 0\nsent: 0\ncalls: 0\n");
      assertThatThrownBy(() -> quiet.awaitSent(1))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("0 of 1 messages were sent within 50 ms\n");
      assertThatThrownBy(() -> quiet.awaitReceived(message -> true))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("No message was received that matches within 50 ms");
      assertThatThrownBy(() -> quiet.awaitSent(message -> true))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("No message was sent that matches within 50 ms");
      assertThatThrownBy(() -> quiet.awaitCall(call -> true))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("No call was made that matches");
    }
  }

  @Test
  void whoIsInterruptedWhileWaitingLearnsForWhatAndWhatCame() {
    send("sms", "the first");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> server.awaitSent(2))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Interrupted while waiting: 1 of 2 messages were sent")
        .hasMessageContaining("\"the first\"");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @Timeout(20)
  void whatIsWaitedForMayBeAskedOfTheServerItself() {
    server.client().getPlugins();
    server.awaitCall(
        call -> {
          server.client().getDeliveryStatus(List.of(1)); // recorded while one is waited for
          return call.operation() == Operation.GET_DELIVERY_STATUS;
        });
    try (LocalMessagingServer quiet =
        LocalMessagingServer.builder().patience(Duration.ofMillis(50)).start()) {
      quiet.client().getPlugins();
      assertThatThrownBy(
              () ->
                  quiet.awaitCall(
                      call -> {
                        quiet.client().getPlugins();
                        return false;
                      }))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("No call was made that matches");
    }
  }

  @Test
  void aCountThatIsNeverKeptIsRefused() {
    assertThatThrownBy(() -> server.awaitSent(10_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10000");
  }

  @Test
  void whatWasSentHasThePluginAndTheConfiguration() {
    OutgoingMessage message =
        OutgoingMessage.to("+4790000002")
            .from("Clinic")
            .content("Hi")
            .format("sms/160")
            .follows(7)
            .suggestedSessionKey("s-1")
            .build();
    int id =
        server
            .client()
            .sendMessagesWithConfig("sms", List.of(message), Map.of("account", "north"))
            .get(0)
            .messagingId();
    assertThat(server.sent())
        .containsExactly(
            new SentMessage(
                id,
                "sms",
                "Clinic",
                "+4790000002",
                "Hi",
                "sms/160",
                OptionalInt.of(7),
                "s-1",
                "ext-" + id,
                Map.of("account", "north")));
  }

  @Test
  void pluginsTakeWhatTheyAreSaidToTake() {
    assertThat(server.client().getPlugins())
        .containsExactlyInAnyOrder(
            new PluginInfo("sms", List.of(), true),
            new PluginInfo("email", List.of("text/plain", "text/html"), false),
            new PluginInfo("alarm", List.of(), true),
            new PluginInfo("archive", List.of(), false));
    assertThat(send("email", "x".repeat(21)).isRejected()).isTrue();
    assertRefused("PLUGIN_CANNOT", () -> send("archive", "x"));
    assertRefused(
        "PLUGIN_CANNOT",
        () -> server.client().createMessage(IncomingMessage.forPlugin("alarm").build()));
    assertRefused(
        "CONFIG_NOT_SUPPORTED",
        () ->
            server
                .client()
                .sendMessagesWithConfig("email", List.of(outgoing("x")), Map.of("a", "b")));
    assertThat(send("alarm", "fire").isHandedOver()).isTrue();
    assertThat(server.sent()).extracting(SentMessage::plugin).containsExactly("alarm");
    assertThat(server.received()).isEmpty();
  }

  private static void assertRefused(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            RejectedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void aReceiptIsKnownAtOnceByMessageIdAndExternalId() {
    int first = send("sms", "1").messagingId();
    int second = send("sms", "2").messagingId();
    int third = send("sms", "3").messagingId();
    server.report(server.sent().get(0), Status.RECEIVED);
    server.report(second, Status.DELIVERY_ERROR);
    server.report("ext-" + third, Status.REPLIED);
    assertThat(server.client().getDeliveryStatus(List.of(first, second, third)))
        .extracting(DeliveryStatus::status)
        .containsExactly(Status.RECEIVED, Status.DELIVERY_ERROR, Status.REPLIED);
  }

  @Test
  void aReceiptThatComesBeforeItsMessageIsKeptForIt() {
    server.report("sms", "early-1", Status.RECEIVED, "at the handset");
    server.nextSend(SendOutcome.sent("early-1"));
    assertThat(status(send("sms", "x").messagingId()))
        .extracting(DeliveryStatus::status, DeliveryStatus::description)
        .containsExactly(Status.RECEIVED, "at the handset");
  }

  @Test
  void aMessageThatIsStillBeingSentCanBeReported() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.sendLike(
        message -> {
          await(release);
          return SendOutcome.sent(message.externalId());
        });
    CompletableFuture<DeliveryStatus> sending =
        CompletableFuture.supplyAsync(() -> send("sms", "slow"));
    SentMessage message = server.awaitSent(1).get(0);
    server.report(message, Status.RECEIVED);
    assertThat(sending).isNotDone();
    release.countDown();
    sending.get(10, TimeUnit.SECONDS);
    assertThat(status(message.messagingId()).status()).isEqualTo(Status.RECEIVED);
  }

  @Test
  void aReceiptForWhatIsNotThereIsAMistakeOfTheTest() {
    int refused;
    server.nextSend(SendOutcome.rejected("no"));
    refused = send("sms", "x").messagingId();
    assertThatThrownBy(() -> server.report(refused, Status.RECEIVED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has no external id")
        .hasMessageContaining("REJECTED (no)");
    assertThatThrownBy(() -> server.report(-1, Status.RECEIVED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No message -1 was sent");
    assertThatThrownBy(() -> server.report("nobody's", Status.RECEIVED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The external id 'nobody's' is that of no message");
    assertThatThrownBy(() -> server.report("pager", "x", Status.RECEIVED, ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Plugin 'pager' does not run");
    assertThatThrownBy(() -> server.report("sms", "x", Status.OTHER, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExternalIdOfSeveralPluginsNeedsThePluginsName() {
    server.sendLike(message -> SendOutcome.sent("same"));
    int sms = send("sms", "x").messagingId();
    int email = send("email", "x").messagingId();
    assertThatThrownBy(() -> server.report("same", Status.RECEIVED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several");
    server.report("email", "same", Status.RECEIVED, "");
    assertThat(status(email).status()).isEqualTo(Status.RECEIVED);
    assertThat(status(sms).status()).isEqualTo(Status.SENT);
  }

  @Test
  void theNextMessagesEndAsAskedForAndThenTheyAreTaken() {
    server.nextSend(SendOutcome.rejected("no such number"));
    server.nextSend("email", SendOutcome.delivered("mail-1"));
    server.nextSend(SendOutcome.unknown("the line broke"));
    List<DeliveryStatus> statuses =
        List.of(send("sms", "1"), send("sms", "2"), send("email", "3"), send("sms", "4"));
    assertThat(statuses.get(0).isRejected()).isTrue();
    assertThat(statuses.get(1).isOutcomeUnknown()).isTrue();
    assertThat(statuses.get(2).status()).isEqualTo(Status.RECEIVED);
    assertThat(statuses.get(3).status()).isEqualTo(Status.SENT);
    assertThat(server.unusedFaults()).isEmpty();
  }

  @Test
  void aMessageThatIsTriedAgainIsThereOnce() {
    server.nextSend(SendOutcome.retry("busy"));
    assertThat(send("sms", "twice").isHandedOver()).isTrue();
    assertThat(server.sent()).hasSize(1);
    server.sendLike(message -> SendOutcome.retry("still busy"));
    assertThat(send("sms", "never").isNotSent()).isTrue();
    assertThat(server.sent()).hasSize(2);
  }

  @Test
  void outcomesCanHangOnTheMessage() {
    server.sendLike(
        message ->
            message.to().endsWith("2")
                ? SendOutcome.rejected("barred")
                : SendOutcome.sent("gw-" + message.messagingId()));
    assertThat(send("sms", "x").isRejected()).isTrue();
    server.sendLike(
        message -> {
          throw new IllegalStateException("a gateway that hangs up");
        });
    assertThat(send("sms", "x").isOutcomeUnknown()).isTrue();
  }

  @Test
  void aReceivedAnswerKnowsTheMessageThatItAnswers() {
    server.sendLike(
        message -> SendOutcome.sent(message.externalId()).withSessionKey("conversation 1"));
    int question = send("sms", "Will you come?").messagingId();
    server
        .client()
        .createMessage(
            IncomingMessage.forPlugin("sms").content("Yes").sessionKey("conversation 1").build());
    assertThat(server.received().get(0).parentMessagingId()).hasValue(question);
    assertThat(status(question).status()).isEqualTo(Status.REPLIED);
  }

  @Test
  void aResetForgetsAllOfIt() {
    server.client().createMessage(incoming("x"));
    send("sms", "x");
    server.nextSend(SendOutcome.rejected("no"));
    server.sendLike(message -> SendOutcome.rejected("no"));
    server.everyCall(Fault.http(503));
    server.reset();
    assertThat(server.received()).isEmpty();
    assertThat(server.sent()).isEmpty();
    assertThat(server.calls()).isEmpty();
    assertThat(server.unusedFaults()).isEmpty();
    assertThat(send("sms", "x").isHandedOver()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
