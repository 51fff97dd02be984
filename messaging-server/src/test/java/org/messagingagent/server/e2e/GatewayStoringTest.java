package org.messagingagent.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.admin.Administration.MessageCount;
import org.messagingagent.server.admin.Administration.ReceiptCount;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.messagingagent.spi.callback.HmacSignature;

/** What a gateway brings by calling is stored once; what is not signed leaves nothing. */
@Timeout(60)
class GatewayStoringTest {

  private static final String SECRET = "sixteen or more characters";
  private static final int RECEIVED = 3;

  @TempDir private Path directory;
  private final Recorder recorder = new Recorder();
  private OperatedServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        OperatedServer.in(
            directory,
            builder ->
                builder
                    .plugin(new Gateway(recorder))
                    .pluginSettings("gw", Map.of("callback-secret", SECRET)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void signedMessageIsStoredAndHandled() throws Exception {
    assertThat(signed("/message", "id=m-1&from=4711&text=hello+there")).isEqualTo(200);

    IncomingMessage handled = Recorder.next(recorder.handled);
    assertThat(handled.content()).isEqualTo("hello there");
    assertThat(handled.from()).isEqualTo("4711");
    OperatedServer.await("it is handled", () -> server.count("gw", "handled") == 1);
  }

  @Test
  void unsignedAndWronglySignedCallsLeaveNothing() throws Exception {
    int sent = server.send("gw", "x").get(0).messagingId();
    List<MessageCount> counts = server.operator.counts();
    List<ReceiptCount> receipts = server.operator.receiptCounts();
    String message = "id=m-1&from=4711&text=hello";
    String report = "id=%s&status=delivered".formatted("ext-" + sent);

    for (String form : List.of(message, report)) {
      for (String path : List.of("/message", "/report")) {
        assertThat(server.call("gw", path, form)).isEqualTo(401);
        for (String wrong : wrongSignatures(form)) {
          assertThat(server.call("gw", path, form, "X-Signature", wrong)).as(wrong).isEqualTo(401);
        }
      }
    }

    assertThat(server.operator.counts()).isEqualTo(counts);
    assertThat(server.operator.receiptCounts()).isEqualTo(receipts);
    assertThat(server.status(sent).status()).isEqualTo(1);
    assertThat(recorder.handled).isEmpty();
    assertThat(signed("/message", message)).isEqualTo(200);
    assertThat(Recorder.next(recorder.handled).content()).isEqualTo("hello");
  }

  @Test
  void messageThatTheGatewayBringsAgainIsStoredOnceAlsoAfterARestart() throws Exception {
    String form = "id=m-1&from=4711&text=hello";
    for (int i = 0; i < 3; i++) {
      assertThat(signed("/message", form)).isEqualTo(200);
    }
    assertThat(signed("/message", "id=m-2&from=4711&text=other")).isEqualTo(200);
    OperatedServer.await("both are handled", () -> server.count("gw", "handled") == 2);

    server.close();
    start();
    assertThat(signed("/message", form)).isEqualTo(200);
    assertThat(signed("/message", "id=m-3&from=4711&text=last")).isEqualTo(200);

    OperatedServer.await("the last is handled", () -> server.count("gw", "handled") == 3);
    assertThat(server.incoming("gw")).hasSize(3);
    assertThat(recorder.handled)
        .extracting(IncomingMessage::content)
        .containsExactlyInAnyOrder("hello", "other", "last");
  }

  @Test
  void receiptIsAppliedToItsMessageAlsoWhenItComesAfterARestart() throws Exception {
    int first = server.send("gw", "one").get(0).messagingId();
    int second = server.send("gw", "two").get(0).messagingId();
    assertThat(server.status(first).status()).isEqualTo(1);

    assertThat(signed("/report", "id=ext-%d&status=delivered".formatted(first))).isEqualTo(200);
    assertThat(server.status(first).status()).isEqualTo(RECEIVED);
    assertThat(server.status(second).status()).isEqualTo(1);

    server.close();
    start();
    assertThat(server.status(first).status()).isEqualTo(RECEIVED);
    assertThat(signed("/report", "id=ext-%d&status=delivered".formatted(second))).isEqualTo(200);
    assertThat(server.status(second).status()).isEqualTo(RECEIVED);
  }

  @Test
  void receiptThatComesBeforeTheSendReturnsIsApplied() throws Exception {
    recorder.sendLike(
        message -> {
          String id = Recorder.externalId(message);
          assertThat(signedNow("/report", "id=" + id + "&status=delivered")).isEqualTo(200);
          return SendOutcome.sent(id);
        });

    Reply.DeliveryStatus sent = server.send("gw", "fast").get(0);

    assertThat(sent.status()).isEqualTo(RECEIVED);
    assertThat(server.status(sent.messagingId()).status()).isEqualTo(RECEIVED);
    assertThat(server.operator.receiptCounts()).isEmpty();
  }

  private int signed(String path, String form) throws Exception {
    return server.call("gw", path, form, "X-Signature", signature(form));
  }

  private int signedNow(String path, String form) {
    try {
      return signed(path, form);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signature(String form) {
    return HexFormat.of().formatHex(HmacSignature.sha256(SECRET).sign(form.getBytes(UTF_8)));
  }

  private static List<String> wrongSignatures(String form) {
    String right = signature(form);
    String other =
        HexFormat.of().formatHex(HmacSignature.sha256("other").sign(form.getBytes(UTF_8)));
    return List.of(
        other,
        signature(form + "&"),
        (right.startsWith("0") ? "1" : "0") + right.substring(1),
        right.substring(2),
        right + "00",
        "sha256=",
        "null");
  }

  /** A gateway that reports receipts and brings messages by calling. */
  private record Gateway(Recorder recorder) implements MessagingPlugin {

    @Override
    public String name() {
      return "gw";
    }

    @Override
    public List<PluginSetting> settings() {
      return List.of(PluginSetting.text("callback-secret").required().secret());
    }

    @Override
    public Channel open(PluginContext context) {
      return new GatewayChannel(
          recorder, context, HmacSignature.sha256(context.settings().require("callback-secret")));
    }
  }

  private record GatewayChannel(Recorder recorder, PluginContext context, HmacSignature signature)
      implements IncomingHandler, OutgoingSender, CallbackHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return recorder.handle(message);
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return recorder.send(message);
    }

    @Override
    public CallbackResponse answer(CallbackRequest request) {
      if (!signature.matches(request.body(), request.header("X-Signature"))) {
        return CallbackResponse.unauthorized();
      }
      switch (request.path()) {
        case "/report" ->
            context.reportDelivery(
                DeliveryReport.of(field(request, "id"), DeliveryReport.Status.RECEIVED));
        case "/message" ->
            context.submitIncoming(
                ReceivedMessage.of(field(request, "from"), "4722", field(request, "text"))
                    .withGatewayId(field(request, "id")));
        default -> {
          return CallbackResponse.status(404);
        }
      }
      return CallbackResponse.ok();
    }

    private static String field(CallbackRequest request, String name) {
      return request.formParameter(name).orElseThrow();
    }
  }
}
