package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.Envelopes.Incoming;
import org.messagingagent.server.e2e.Reply.DeliveryStatus;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.outbox.ReconcileConfig;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.ReconcilingSender;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

/** Outgoing messages and what becomes of them, over real HTTP to a whole server. */
@Timeout(60)
class OutgoingTest {

  @TempDir private Path directory;
  private LocalServer server;

  @BeforeEach
  void start() throws IOException {
    server = LocalServer.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void ofTwoMessagesOneFailsAndTheOtherIsSent() throws Exception {
    server.plugin.sendLike(
        message ->
            message.content().equals("bad")
                ? SendOutcome.rejected("no such number")
                : SendOutcome.sent("ext"));

    List<DeliveryStatus> statuses = server.sendMessages("bad", "good");

    assertThat(statuses).extracting(DeliveryStatus::status).containsExactly(0, 1);
    assertThat(statuses.get(0).description()).isEqualTo("REJECTED: no such number");
    assertThat(statuses)
        .extracting(DeliveryStatus::messagingId)
        .doesNotHaveDuplicates()
        .allMatch(id -> id > 0);
    for (DeliveryStatus status : statuses) {
      assertThat(server.status(status.messagingId())).isEqualTo(status);
    }
  }

  @Test
  void senderThatThrowsLeavesTheOutcomeUnknownAndIsNotAskedAgain() throws Exception {
    server.plugin.sendLike(
        message -> {
          throw new IllegalStateException("connection reset");
        });

    DeliveryStatus status = server.sendMessages("once").get(0);

    assertThat(status.status()).isZero();
    assertThat(status.description()).startsWith("OUTCOME_UNKNOWN: ").doesNotContain("Exception");
    assertThat(server.plugin.sent).hasSize(1);
  }

  @Test
  void receiptThatComesBeforeTheSendReturnsIsInTheAnswerAlready() throws Exception {
    server.plugin.sendLike(
        message -> {
          report("quick-" + message.messagingId(), 1, "on its way");
          report("quick-" + message.messagingId(), 3, "arrived");
          return SendOutcome.sent("quick-" + message.messagingId());
        });

    DeliveryStatus status = server.sendMessages("hello").get(0);

    assertThat(status.status()).isEqualTo(3);
    assertThat(status.description()).isEqualTo("arrived");
    assertThat(server.status(status.messagingId())).isEqualTo(status);
  }

  @Test
  void earlyReceiptOutlivesARestart() throws Exception {
    report("later", 2, "no credit");
    server.close();
    start();
    server.plugin.sendLike(message -> SendOutcome.sent("later"));

    DeliveryStatus status = server.sendMessages("hello").get(0);

    assertThat(status.status()).isEqualTo(2);
    assertThat(status.description()).isEqualTo("no credit");
  }

  @Test
  void lateReceiptsMoveAStatusForwardOnly() throws Exception {
    int id = server.sendMessages("hello").get(0).messagingId();
    String externalId = Recorder.externalId(Recorder.next(server.plugin.sent));

    assertThat(after(id, externalId, 1)).isEqualTo(1);
    assertThat(after(id, externalId, 2)).isEqualTo(2);
    assertThat(after(id, externalId, 1)).isEqualTo(2);
    assertThat(after(id, externalId, 3)).isEqualTo(3);
    assertThat(after(id, externalId, 0)).isEqualTo(3);
    assertThat(after(id, externalId, 4)).isEqualTo(4);
    assertThat(after(id, externalId, 2)).isEqualTo(4);
  }

  @Test
  void receiptSettlesAMessageWhoseOutcomeIsUnknown() throws Exception {
    server.plugin.sendLike(
        message ->
            new SendOutcome(
                SendOutcome.Kind.UNKNOWN,
                List.of("maybe"),
                Optional.empty(),
                "no answer",
                Optional.empty()));
    DeliveryStatus status = server.sendMessages("hello").get(0);
    assertThat(status.description()).isEqualTo("OUTCOME_UNKNOWN: no answer");

    assertThat(after(status.messagingId(), "maybe", 3)).isEqualTo(3);
  }

  @Test
  void replyInASessionMarksTheMessageAndTellsTheHandler() throws Exception {
    server.plugin.sendLike(message -> SendOutcome.sent("ext").withSessionKey("talk"));
    int first = server.sendMessages("anybody there?").get(0).messagingId();
    int second = server.sendMessages("hello?").get(0).messagingId();

    server.createMessage(Incoming.to(LocalServer.PLUGIN, "yes").inSession("talk")).requireSuccess();

    IncomingMessage reply = Recorder.next(server.plugin.handled);
    assertThat(reply.parentMessagingId()).hasValue(second);
    assertThat(reply.sessionKey()).contains("talk");
    assertThat(server.status(second).status()).isEqualTo(4);
    assertThat(server.status(first).status()).isEqualTo(1);
  }

  @Test
  void messageInASessionOfItsOwnAnswersNothing() throws Exception {
    int id = server.sendMessages("hello").get(0).messagingId();

    server
        .createMessage(Incoming.to(LocalServer.PLUGIN, "who?").inSession("never heard of"))
        .requireSuccess();

    assertThat(Recorder.next(server.plugin.handled).parentMessagingId()).isEmpty();
    assertThat(server.status(id).status()).isEqualTo(1);
  }

  @Test
  void unknownIdIsAnsweredInItsPlace() throws Exception {
    int id = server.sendMessages("hello").get(0).messagingId();

    List<DeliveryStatus> statuses =
        server
            .soap
            .getDeliveryStatus(server.address(), server.ticket, List.of(4711, id, -1))
            .deliveryStatuses();

    assertThat(statuses).extracting(DeliveryStatus::messagingId).containsExactly(4711, id, -1);
    assertThat(statuses).extracting(DeliveryStatus::status).containsExactly(0, 1, 0);
    assertThat(statuses.get(0).description()).startsWith("UNKNOWN_ID: ");
  }

  @Test
  void pluginThatCanTellIsAskedWhatBecameOfAMessage() throws Exception {
    server.close();
    server =
        LocalServer.in(
            directory,
            builder ->
                builder
                    .plugin(new TestPlugin("asked", new Forgetful()))
                    .outbox(
                        new OutboxConfig(
                            Duration.ofSeconds(10),
                            1,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            new ReconcileConfig(
                                Duration.ofMillis(20),
                                Duration.ofMillis(20),
                                Duration.ofHours(1)))));
    DeliveryStatus status =
        server
            .soap
            .sendMessages(
                server.address(), server.ticket, "asked", List.of("hello"), Optional.empty())
            .deliveryStatuses()
            .get(0);
    assertThat(status.description()).startsWith("OUTCOME_UNKNOWN: ");

    while (server.status(status.messagingId()).status() != 3) {
      Thread.onSpinWait();
    }
  }

  /** A sender whose connection breaks, and whose gateway knows all the same. */
  private static final class Forgetful implements ReconcilingSender {

    @Override
    public SendOutcome send(OutgoingMessage message) {
      throw new IllegalStateException("connection reset");
    }

    @Override
    public SendOutcome reconcile(UnsettledMessage message) {
      return SendOutcome.delivered("ext-" + message.messagingId());
    }
  }

  private int after(int messagingId, String externalId, int report) throws IOException {
    report(externalId, report, "");
    return server.status(messagingId).status();
  }

  private void report(String externalId, int status, String description) {
    try {
      server.setDeliveryStatus(externalId, status, description).requireSuccess();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
