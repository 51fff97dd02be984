package org.messagingagent.plugin.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.spi.MessagingPlugin;

class WebhookPluginContractTest implements MessagingPluginContract {

  private final FakeGateway gateway = FakeGateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return WebhookPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return OpenWebhook.settings(gateway.url() + "/messages");
  }

  @Override
  public List<Map<String, String>> badSettings() {
    Map<String, String> good = settings();
    return List.of(
        OpenWebhook.with(good, "url", "ftp://hooks.example.com/"),
        OpenWebhook.with(good, "url", "https://user:password@hooks.example.com/"),
        OpenWebhook.with(good, "url", "https://hooks.example.com/#here"),
        OpenWebhook.with(good, "url", "https://hooks.example.com:70000/"),
        OpenWebhook.with(good, "plain-http", "false"),
        OpenWebhook.with(good, "allow", "public"),
        OpenWebhook.with(good, "allow", "*.example.com"),
        OpenWebhook.with(good, "secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        OpenWebhook.with(good, "header.Host", "elsewhere.example"),
        OpenWebhook.with(good, "header.X-Token", "one\r\nX-Two: two"),
        OpenWebhook.with(good, "timeout", "1h"),
        OpenWebhook.with(good, "proxy", "https://proxy.example.com"),
        OpenWebhook.with(good, "trusted-certificates", "/no/such/file.pem"));
  }

  @Override
  public Optional<FakeGateway> gateway() {
    return Optional.of(gateway);
  }

  @Override
  public Optional<GatewayAnswer> taken(String externalId) {
    return Optional.of(GatewayAnswer.status(204));
  }

  @Override
  public boolean gatewayRecognisesRepeats() {
    return true;
  }
}
