package org.messagingagent.client.testkit.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.UnreachableException;
import org.messagingagent.client.testkit.Call;
import org.messagingagent.client.testkit.Fault;
import org.messagingagent.client.testkit.MessagingServerExtension;
import org.messagingagent.client.testkit.Operation;
import org.messagingagent.client.testkit.ReceivedMessage;
import org.messagingagent.client.testkit.RecordedPlugin;
import org.messagingagent.client.testkit.SentMessage;
import org.messagingagent.spi.SendOutcome;

class RemindersTest {

  @RegisterExtension
  static final MessagingServerExtension server =
      MessagingServerExtension.builder()
          .plugins("sms")
          .plugin(RecordedPlugin.named("email").formats("text/plain").withoutConfig())
          .build();

  private MessagingClient client;
  private Reminders reminders;

  @BeforeEach
  void begin() {
    client = server.newClient().retries(0).requestTimeout(Duration.ofSeconds(20)).build();
    reminders = new Reminders(client);
  }

  @AfterEach
  void end() {
    client.close();
  }

  private Reminders.Outcome remind() {
    return reminders.remind("+4790000001", "kari@example.org", "10:15");
  }

  @Test
  void aReminderGoesOutBySms() {
    assertThat(remind()).isEqualTo(Reminders.Outcome.SENT);

    assertThat(server.sent())
        .extracting(SentMessage::plugin, SentMessage::to, SentMessage::content)
        .containsExactly(tuple("sms", "+4790000001", "Your appointment is at 10:15"));
  }

  @Test
  void whatIsSentInTheBackgroundIsAwaited() throws Exception {
    CompletableFuture<Reminders.Outcome> background = CompletableFuture.supplyAsync(this::remind);

    SentMessage first = server.awaitSent(1).get(0);
    SentMessage kari = server.awaitSent(message -> message.to().equals("+4790000001"));

    assertThat(kari).isEqualTo(first);
    assertThat(background.get(10, TimeUnit.SECONDS)).isEqualTo(Reminders.Outcome.SENT);
  }

  @Test
  void anIncomingMessageIsThereOnceItsCallerHasTheAnswer() {
    client.createMessage(
        IncomingMessage.forPlugin("sms").from("+4790000001").content("STOP").build());

    assertThat(server.received()).extracting(ReceivedMessage::content).containsExactly("STOP");
  }

  @Test
  void callsHaveTheirHeaders() {
    remind();

    Call call = server.calls(Operation.SEND_MESSAGES).get(0);
    assertThat(call.idempotencyKey()).isPresent();
    assertThat(call.contract()).isEqualTo(87);
  }

  @Test
  void aReminderThatArrivedIsKnownToHave() {
    remind();
    SentMessage message = server.sent().get(0);
    assertThat(reminders.hasArrived(message.messagingId())).isFalse();

    server.report(message, DeliveryStatus.Status.RECEIVED);

    assertThat(reminders.hasArrived(message.messagingId())).isTrue();
  }

  @Test
  void whoHasNoMobileGetsAMail() {
    server.nextSend("sms", SendOutcome.rejected("No such number"));

    assertThat(remind()).isEqualTo(Reminders.Outcome.SENT_BY_MAIL);
  }

  @Test
  void whereNobodyKnowsSomeoneIsAsked() {
    server.nextSend(SendOutcome.unknown("The line broke"));

    assertThat(remind()).isEqualTo(Reminders.Outcome.ASK_SOMEONE);
    assertThat(server.sent()).hasSize(1);
  }

  @Test
  void outcomesMayHangOnTheMessage() {
    server.sendLike(
        message ->
            message.to().startsWith("+47")
                ? SendOutcome.sent(message.externalId())
                : SendOutcome.rejected("Only Norwegian numbers"));

    assertThat(reminders.remind("+4690000001", "", "10:15")).isEqualTo(Reminders.Outcome.LATER);
    assertThat(remind()).isEqualTo(Reminders.Outcome.SENT);
  }

  @Test
  void aBusyServerIsAskedLater() {
    server.nextCall(Fault.tryLater(Duration.ofSeconds(2)));

    assertThat(remind()).isEqualTo(Reminders.Outcome.LATER);
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void aLostAnswerSendsNothingTwice() {
    server.nextCalls(2, Operation.SEND_MESSAGES, Fault.cutAfter());

    try (MessagingClient patient = server.newClient().build()) {
      new Reminders(patient).remind("+4790000001", "kari@example.org", "10:15");
    }

    assertThat(server.calls(Operation.SEND_MESSAGES)).hasSize(3);
    assertThat(server.sent()).hasSize(1);
  }

  @Test
  void ticketsThatExpireAreRenewed() {
    remind();

    server.expireTickets();

    assertThat(remind()).isEqualTo(Reminders.Outcome.SENT);
    assertThat(server.calls(Operation.LOG_ON)).hasSize(2);
  }

  @Test
  void aServerThatIsAwayComesBack() {
    server.stop();
    assertThatThrownBy(this::remind).isInstanceOf(UnreachableException.class);

    server.start();
    assertThat(remind()).isEqualTo(Reminders.Outcome.SENT);
  }

  @Test
  void severalAtATimeAreSent() {
    assertThat(List.of(remind(), remind())).containsOnly(Reminders.Outcome.SENT);
    assertThat(server.awaitSent(2)).extracting(SentMessage::to).containsOnly("+4790000001");
  }
}
