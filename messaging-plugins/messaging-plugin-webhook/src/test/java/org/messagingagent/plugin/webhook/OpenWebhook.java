package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.standardwebhooks.Webhook;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayRequest;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingMessage;

/** The plugin, opened with what a test says. */
final class OpenWebhook implements AutoCloseable {

  /** The secret in the tests of the specification's own libraries. */
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final TestPluginContext context;
  private final WebhookHandler handler;

  private OpenWebhook(TestPluginContext context, WebhookHandler handler) {
    this.context = context;
    this.handler = handler;
  }

  /** Settings for a receiver on loopback that does not speak TLS. */
  static Map<String, String> settings(String url) {
    return Map.of("url", url, "secret", SECRET, "plain-http", "true", "allow", "127.0.0.1");
  }

  /** The same settings with others. */
  static Map<String, String> with(Map<String, String> settings, String... keysAndValues) {
    Map<String, String> more = new HashMap<>(settings);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      more.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return more;
  }

  static OpenWebhook to(FakeGateway gateway, Path directory) throws Exception {
    return with(settings(gateway.url()), Names.SYSTEM, Clock.systemUTC(), directory);
  }

  static OpenWebhook with(Map<String, String> settings, Path directory) throws Exception {
    return with(settings, Names.SYSTEM, Clock.systemUTC(), directory);
  }

  static OpenWebhook with(Map<String, String> settings, Names names, Clock clock, Path directory)
      throws Exception {
    WebhookPlugin plugin = new WebhookPlugin();
    TestPluginContext context =
        TestPluginContext.of(plugin, directory).withSettings(settings).withClock(clock);
    return new OpenWebhook(context, (WebhookHandler) plugin.open(context, names));
  }

  static IncomingMessage message(int number) {
    return TestMessages.incoming("webhook", number, "Message %d: <æøå> \"日本\"".formatted(number));
  }

  HandleOutcome handle(int number) throws Exception {
    return handler.handle(message(number));
  }

  HandleOutcome handle(IncomingMessage message) throws Exception {
    return handler.handle(message);
  }

  /** Why the plugin took the receiver to be away. */
  String failure() {
    return assertThatExceptionOfType(ReceiverAwayException.class)
        .isThrownBy(() -> handle(1))
        .actual()
        .getMessage();
  }

  Health health() {
    return handler.health();
  }

  TestPluginContext context() {
    return context;
  }

  /** What the library of Standard Webhooks says of a request; throws where it is not genuine. */
  static void verify(GatewayRequest request, String secret) throws Exception {
    Map<String, List<String>> headers = request.headers();
    new Webhook(secret).verify(request.text(), headers);
  }

  @Override
  public void close() throws Exception {
    handler.close();
    context.close();
  }
}
