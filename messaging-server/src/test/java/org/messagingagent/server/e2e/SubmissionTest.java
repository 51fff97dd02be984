package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.DeliveryReport.Status;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;

/** What a plugin hands in by its gateway's own way, in a server that runs. */
@Timeout(60)
class SubmissionTest {

  private static final ReceivedMessage MESSAGE = ReceivedMessage.of("from", "to", "by the gateway");

  @TempDir private Path directory;

  @Test
  void submittedMessageComesToItsHandlerOnceAlsoAfterARestart() throws Exception {
    Gateway gateway = new Gateway();
    long id;
    try (MessagingServer server = LocalServer.without(directory).plugin(gateway).start()) {
      assertThat(server.address()).isNotNull();
      id = gateway.context().submitIncoming(MESSAGE.withGatewayId("g"));
      assertThat(gateway.context().submitIncoming(MESSAGE.withGatewayId("g"))).isEqualTo(id);
      IncomingMessage handled = Recorder.next(gateway.recorder.handled);
      assertThat(handled.messageId()).isEqualTo(id);
      assertThat(handled.content()).isEqualTo("by the gateway");
      gateway.context().store().put("cursor", "47");
    }
    Gateway again = new Gateway();
    try (MessagingServer server = LocalServer.without(directory).plugin(again).start()) {
      assertThat(server.address()).isNotNull();
      assertThat(again.context().submitIncoming(MESSAGE.withGatewayId("g"))).isEqualTo(id);
      assertThat(again.cursorAtOpen).contains("47");
      long next = again.context().submitIncoming(MESSAGE.withGatewayId("h"));
      assertThat(Recorder.next(again.recorder.handled).messageId()).isEqualTo(next);
    }
    assertThat(gateway.recorder.handled).isEmpty();
    assertThat(again.recorder.handled).isEmpty();
  }

  @Test
  void messageSubmittedWhileThePluginOpensIsToComeAgain() throws Exception {
    Gateway gateway = new Gateway();
    try (MessagingServer server = LocalServer.without(directory).plugin(gateway).start()) {
      assertThat(server.address()).isNotNull();
      assertThat(gateway.refusedAtOpen.get()).hasMessageContaining("starting");
      assertThat(gateway.refusedAtOpen.get().retryable()).isTrue();
    }
  }

  @Test
  void reportThatComesBeforeTheSendReturnsIsApplied() throws Exception {
    Gateway gateway = new Gateway();
    gateway.recorder.sendLike(
        message -> {
          DeliveryReport report = DeliveryReport.of("ext", Status.RECEIVED);
          assertThat(gateway.context().reportDelivery(report))
              .isEqualTo(DeliveryReport.Result.KEPT);
          return SendOutcome.sent("ext");
        });
    try (MessagingServer server = LocalServer.without(directory).plugin(gateway).start()) {
      RawSoap soap = new RawSoap();
      String ticket = soap.logOn(server.address());
      Reply reply =
          soap.sendMessages(server.address(), ticket, "gateway", List.of("x"), Optional.empty());
      reply.requireSuccess();
      assertThat(reply.deliveryStatuses())
          .singleElement()
          .satisfies(status -> assertThat(status.status()).isEqualTo(3));
    }
  }

  /** A plugin that hands out its context, and tries to submit a message while it opens. */
  private static final class Gateway implements MessagingPlugin {

    private final Recorder recorder = new Recorder();
    private final AtomicReference<PluginContext> given = new AtomicReference<>();
    private final AtomicReference<SubmissionException> refusedAtOpen = new AtomicReference<>();
    private volatile Optional<String> cursorAtOpen = Optional.empty();

    @Override
    public String name() {
      return "gateway";
    }

    @Override
    public Channel open(PluginContext context) {
      given.set(context);
      cursorAtOpen = context.store().get("cursor");
      try {
        context.submitIncoming(MESSAGE);
      } catch (SubmissionException e) {
        refusedAtOpen.set(e);
      }
      return recorder;
    }

    PluginContext context() {
      return given.get();
    }
  }
}
