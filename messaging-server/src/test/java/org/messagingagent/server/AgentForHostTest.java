package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.DeliveryStatus;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.server.agent.PluginDescription;
import org.messagingagent.server.events.MessageListener;
import org.messagingagent.server.inbox.TestPlugin;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.SendOutcome;

/** The six operations as the application calls them, and what listeners hear of it. */
@Timeout(60)
class AgentForHostTest {

  private static final Caller BILLING = Caller.trusted("billing");

  @TempDir private Path directory;
  private final BlockingQueue<IncomingMessage> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<OutgoingMessage> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Record> events = new LinkedBlockingQueue<>();
  private MessagingServer server;
  private MessagingAgent agent;

  @BeforeEach
  void start() {
    server =
        MessagingServer.builder()
            .dataDirectory(directory.resolve("data"))
            .noHttp()
            .plugin(new TestPlugin("sms", new Both()))
            .listener(new Recorder())
            .user("crm", "correct horse")
            .start();
    agent = server.agent();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void messageIsHandledAndItsEventsNameTheCaller() throws Exception {
    agent.createMessage(
        BILLING,
        IncomingDraft.forPlugin("sms")
            .withFrom("+4711")
            .withTo("+4722")
            .withContent("hello")
            .withSessionKey("s1"));

    IncomingMessage message = handled.take();
    assertThat(message.from()).isEqualTo("+4711");
    assertThat(message.to()).isEqualTo("+4722");
    assertThat(message.content()).isEqualTo("hello");
    assertThat(message.sessionKey()).contains("s1");
    assertThat(events.take())
        .isInstanceOfSatisfying(
            MessageListener.Accepted.class,
            event -> {
              assertThat(event.submitter()).isEqualTo("billing");
              assertThat(event.messageId()).isEqualTo(message.messageId());
              assertThat(event.plugin()).isEqualTo("sms");
              assertThat(event.sessionKey()).isEqualTo("s1");
            });
    assertThat(events.take())
        .isInstanceOfSatisfying(
            MessageListener.Handled.class,
            event -> assertThat(event.messageId()).isEqualTo(message.messageId()));
  }

  @Test
  void messageThatIsGivenUpIsTold() throws Exception {
    agent.createMessage(BILLING, IncomingDraft.forPlugin("sms").withContent("never"));

    assertThat(events.take()).isInstanceOf(MessageListener.Accepted.class);
    assertThat(events.take())
        .isInstanceOfSatisfying(
            MessageListener.Dead.class,
            event -> assertThat(event.reason()).contains("no such receiver"));
  }

  @Test
  void messagesAreSentAndTheirReceiptsAreTold() throws Exception {
    List<DeliveryStatus> statuses =
        agent.sendMessages(
            BILLING,
            "sms",
            List.of(
                OutgoingDraft.toAddress("+4711").withContent("one"),
                OutgoingDraft.toAddress("+4722").withFrom("us").withContent("two")));

    assertThat(statuses).extracting(DeliveryStatus::status).containsOnly(DeliveryStatus.SENT);
    assertThat(List.of(sent.take(), sent.take()))
        .extracting(OutgoingMessage::content)
        .containsExactlyInAnyOrder("one", "two");
    int id = statuses.get(0).messagingId();
    agent.setDeliveryStatus(BILLING, "sms", "sms-" + id, DeliveryStatus.RECEIVED, "there");
    assertThat(agent.getDeliveryStatus(BILLING, List.of(id)))
        .singleElement()
        .extracting(DeliveryStatus::status)
        .isEqualTo(DeliveryStatus.RECEIVED);
    assertThat(events.take())
        .isInstanceOfSatisfying(
            MessageListener.Receipt.class,
            event -> {
              assertThat(event.externalMessageId()).isEqualTo("sms-" + id);
              assertThat(event.applied()).isTrue();
              assertThat(event.status()).isEqualTo(DeliveryStatus.RECEIVED);
            });
    assertThat(agent.getPlugins(BILLING))
        .extracting(PluginDescription::name)
        .containsExactly("sms");
  }

  @Test
  void repeatUnderAnIdempotencyKeyCountsOnce() throws Exception {
    Caller once = BILLING.withIdempotencyKey("invoice-1");
    IncomingDraft message = IncomingDraft.forPlugin("sms").withContent("hello");
    long id = agent.createMessage(once, message);
    assertThat(agent.createMessage(once, message)).isEqualTo(id);

    assertThat(handled.take().messageId()).isEqualTo(id);
    assertThatThrownBy(() -> agent.createMessage(once, message.withContent("other")))
        .isInstanceOfSatisfying(
            MessagingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
    agent.createMessage(BILLING, message.withContent("last"));
    assertThat(handled.take().content()).isEqualTo("last");
  }

  @Test
  void refusalsSayWhyByTheirCode() {
    assertThatThrownBy(() -> agent.createMessage(BILLING, IncomingDraft.forPlugin("fax")))
        .isInstanceOfSatisfying(
            MessagingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN_NOT_INSTALLED));
    assertThatThrownBy(() -> agent.getPlugins(Caller.ANONYMOUS))
        .isInstanceOfSatisfying(
            MessagingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED));
    assertThatThrownBy(
            () -> agent.sendMessagesWithConfig(BILLING, "sms", List.of(), Map.of("a", "b")))
        .isInstanceOfSatisfying(
            MessagingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_NOT_SUPPORTED));
  }

  @Test
  void reportThatOthersCouldNotReadOverSoapIsRefused() {
    for (ThrowingCallable report :
        List.<ThrowingCallable>of(
            () -> agent.setDeliveryStatus(BILLING, "sms", "id\u0000", 1, ""),
            () -> agent.setDeliveryStatus(BILLING, "sms", "id", 1, "gone\u0001"))) {
      assertThatThrownBy(report)
          .isInstanceOfSatisfying(
              MessagingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("XML cannot carry");
    }
  }

  @Test
  void nameThatCannotBeShownIsNone() {
    for (String name : List.of("", " ", "7T:abc", "x".repeat(256), "a\u0001")) {
      assertThatThrownBy(() -> Caller.trusted(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(BILLING.withIdempotencyKey("k").trustedName()).contains("billing");
    assertThat(BILLING.toString()).contains("billing");
  }

  @Test
  void serverWithoutHttpHasNoAddress() {
    assertThatThrownBy(server::address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no HTTP server");
  }

  private final class Both implements IncomingHandler, OutgoingSender {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      if (message.content().equals("never")) {
        return HandleOutcome.rejected("no such receiver");
      }
      handled.add(message);
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      sent.add(message);
      return SendOutcome.sent("sms-" + message.messagingId());
    }
  }

  private final class Recorder implements MessageListener {

    @Override
    public void accepted(Accepted event) {
      events.add(event);
    }

    @Override
    public void handled(Handled event) {
      events.add(event);
    }

    @Override
    public void dead(Dead event) {
      events.add(event);
    }

    @Override
    public void receipt(Receipt event) {
      events.add(event);
    }
  }
}
