package ${package};

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSettings;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;
import org.messagingagent.spi.callback.HmacSignature;

/** The plugin at work. Called by several threads at once. */
final class GatewayChannel implements IncomingHandler, OutgoingSender, CallbackHandler {

  private final PluginContext context;
  private final GatewayClient gateway;
  private final HmacSignature signature;
  private volatile Health health = Health.up();

  GatewayChannel(PluginContext context) {
    PluginSettings settings = context.settings();
    this.context = context;
    this.gateway =
        new GatewayClient(
            settings.getUrl("url"), settings.require("token"), settings.getDuration("timeout"));
    this.signature = HmacSignature.sha256(settings.require("callback-secret"));
  }

  @Override
  public SendOutcome send(OutgoingMessage message) throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("from", message.from());
    form.put("to", message.to());
    form.put("text", message.content());
    context.callbackAddress().ifPresent(uri -> form.put("report-to", uri + "receipts"));
    try {
      GatewayReply reply = gateway.post("messages", form);
      return switch (noted(reply)) {
        case TAKEN -> reply.id().map(SendOutcome::sent).orElseGet(SendOutcome::sent);
        case REFUSED -> SendOutcome.rejected("The gateway refused it: " + reply.text());
        case NOT_NOW ->
            reply
                .retryAfter()
                .map(after -> SendOutcome.retry(reply.problem(), after))
                .orElseGet(() -> SendOutcome.retry(reply.problem()));
        case UNCLEAR -> SendOutcome.unknown(reply.problem());
      };
    } catch (GatewayAwayException e) {
      return SendOutcome.retry(noted(e));
    } catch (IOException e) {
      // The request was on its way: only the gateway knows whether it took the message.
      return SendOutcome.unknown(noted(e));
    }
  }

  @Override
  public HandleOutcome handle(IncomingMessage message) throws InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    // The same in each attempt, by which the gateway tells a repeat.
    form.put("id", Long.toString(message.messageId()));
    form.put("from", message.from());
    form.put("to", message.to());
    form.put("text", message.content());
    try {
      GatewayReply reply = gateway.post("incoming", form);
      return switch (noted(reply)) {
        case TAKEN -> HandleOutcome.handled();
        case REFUSED -> HandleOutcome.rejected("The gateway refused it: " + reply.text());
        case NOT_NOW, UNCLEAR ->
            reply
                .retryAfter()
                .map(after -> HandleOutcome.retry(reply.problem(), after))
                .orElseGet(() -> HandleOutcome.retry(reply.problem()));
      };
    } catch (IOException e) {
      return HandleOutcome.retry(noted(e));
    }
  }

  @Override
  public CallbackResponse answer(CallbackRequest request) {
    if (!signature.matches(request.body(), request.header("X-Signature"))) {
      return CallbackResponse.unauthorized();
    }
    return switch (request.path()) {
      case "/receipts" -> receipt(request);
      case "/arrivals" -> arrival(request);
      default -> CallbackResponse.text(404, "There is /receipts and /arrivals");
    };
  }

  private CallbackResponse receipt(CallbackRequest request) {
    Optional<String> id = request.formParameter("id").filter(text -> !text.isEmpty());
    if (id.isEmpty()) {
      return CallbackResponse.text(400, "id is missing");
    }
    String state = request.formParameter("state").orElse("");
    DeliveryReport.Status status =
        switch (state) {
          case "delivered" -> DeliveryReport.Status.RECEIVED;
          case "failed" -> DeliveryReport.Status.DELIVERY_ERROR;
          default -> DeliveryReport.Status.SENT;
        };
    context.reportDelivery(
        new DeliveryReport(id.get(), status, request.formParameter("reason").orElse("")));
    return CallbackResponse.ok();
  }

  private CallbackResponse arrival(CallbackRequest request) {
    Optional<String> id = request.formParameter("id").filter(text -> !text.isEmpty());
    if (id.isEmpty()) {
      return CallbackResponse.text(400, "id is missing");
    }
    context.submitIncoming(
        ReceivedMessage.of(
                request.formParameter("from").orElse(""),
                request.formParameter("to").orElse(""),
                request.formParameter("text").orElse(""))
            .withGatewayId(id.get()));
    return CallbackResponse.ok();
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    gateway.close();
  }

  private GatewayReply.Meaning noted(GatewayReply reply) {
    GatewayReply.Meaning meaning = reply.meaning();
    health =
        switch (meaning) {
          case TAKEN, REFUSED -> Health.up();
          case NOT_NOW, UNCLEAR -> Health.degraded(reply.problem());
        };
    return meaning;
  }

  private String noted(IOException e) {
    health = Health.down(e.getMessage());
    return e.getMessage();
  }
}
