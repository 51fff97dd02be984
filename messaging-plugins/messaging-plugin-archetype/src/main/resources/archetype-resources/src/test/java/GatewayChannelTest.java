package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;

/** What this plugin makes of its gateway's answers. */
class GatewayChannelTest {

  private final FakeGateway gateway = Gateways.start();

  @TempDir Path directory;
  private TestPluginContext context;
  private GatewayChannel channel;

  @BeforeEach
  void open() throws Exception {
    Map<String, String> settings = new HashMap<>(Gateways.settings(gateway));
    settings.put("timeout", "500ms");
    context = TestPluginContext.of(new GatewayPlugin(), directory).withSettings(settings);
    channel = (GatewayChannel) context.open();
  }

  @AfterEach
  void close() {
    channel.close();
    context.close();
    gateway.close();
  }

  @Test
  void givesTheGatewayTheMessageAndKeepsItsId() throws Exception {
    assertThat(send()).isEqualTo(SendOutcome.sent("id-1"));
    var request = gateway.awaitRequest();
    assertThat(request).hasToString("POST /messages");
    assertThat(request.header("Authorization")).contains("Bearer t-4711-secret");
    assertThat(request.text()).isEqualTo("from=%2B4790000001&to=%2B4790000002&text=Hello");
  }

  @Test
  void triesAgainWhereTheGatewayIsBusyOrAway() throws Exception {
    gateway.next(GatewayAnswer.status(503), GatewayAnswer.status(429).with("Retry-After", "7"));
    assertThat(send()).isEqualTo(SendOutcome.retry("The gateway answered 503"));
    assertThat(send().retryAfter()).contains(Duration.ofSeconds(7));
    gateway.goAway();
    assertThat(send()).isEqualTo(SendOutcome.retry("The gateway cannot be reached"));
    assertThat(channel.health().status()).isEqualTo(Health.Status.DOWN);
    gateway.comeBack();
    assertThat(send().kind()).isEqualTo(SendOutcome.Kind.SENT);
    assertThat(channel.health()).isEqualTo(Health.up());
  }

  @Test
  void givesUpWhereTheGatewayRefuses() throws Exception {
    gateway.next(GatewayAnswer.text(400, "text/plain", "no such number"));
    assertThat(send()).isEqualTo(SendOutcome.rejected("The gateway refused it: no such number"));
  }

  @Test
  void saysThatNobodyKnowsWhereNoAnswerCame() throws Exception {
    gateway.next(
        GatewayAnswer.dropAfterReading(), GatewayAnswer.status(504), GatewayAnswer.never());
    assertThat(send().kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
    assertThat(send()).isEqualTo(SendOutcome.unknown("The gateway answered 504"));
    assertThat(send().description()).contains("did not answer within PT0.5S");
  }

  @Test
  void handsIncomingMessagesOn() throws Exception {
    gateway.next(GatewayAnswer.status(500), GatewayAnswer.status(200), GatewayAnswer.status(422));
    assertThat(handle().kind()).isEqualTo(HandleOutcome.Kind.RETRY);
    assertThat(handle()).isEqualTo(HandleOutcome.handled());
    assertThat(handle().kind()).isEqualTo(HandleOutcome.Kind.REJECTED);
  }

  @Test
  void reportsWhatTheGatewayReports() {
    channel.answer(GatewayPluginTest.signed("/receipts", "id=7&state=failed&reason=no+phone"));
    assertThat(context.reported())
        .containsExactly(new DeliveryReport("7", DeliveryReport.Status.DELIVERY_ERROR, "no phone"));
  }

  private SendOutcome send() throws Exception {
    return channel.send(TestMessages.outgoing(1, "Hello"));
  }

  private HandleOutcome handle() throws Exception {
    return channel.handle(TestMessages.incoming("${pluginName}", 1, "Hello"));
  }
}
