package ${package};

import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.plugin.testkit.server.MessagingPluginServerContract;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.HmacSignature;

/** Runs the tests that every plugin passes, by itself and in a server. */
class GatewayPluginTest implements MessagingPluginContract, MessagingPluginServerContract {

  static final String SECRET = "the gateway's own secret";

  private final FakeGateway gateway = Gateways.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return GatewayPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return Gateways.settings(gateway);
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("url", "not a url", "token", "t-4711-secret", "callback-secret", SECRET),
        Map.of("url", gateway.url(), "token", "t-4711-secret", "callback-secret", "too short"));
  }

  @Override
  public Optional<FakeGateway> gateway() {
    return Optional.of(gateway);
  }

  @Override
  public Optional<GatewayAnswer> taken(String externalId) {
    return Optional.of(GatewayAnswer.text(202, "text/plain", externalId));
  }

  @Override
  public Optional<CallbackRequest> receipt(String externalId) {
    return Optional.of(signed("/receipts", "id=" + encoded(externalId) + "&state=delivered"));
  }

  @Override
  public Optional<CallbackRequest> arrival(String gatewayId) {
    return Optional.of(
        signed("/arrivals", "id=" + encoded(gatewayId) + "&from=%2B4790000001&text=Hello"));
  }

  static CallbackRequest signed(String path, String form) {
    byte[] body = form.getBytes(StandardCharsets.UTF_8);
    String signature = HexFormat.of().formatHex(HmacSignature.sha256(SECRET).sign(body));
    return new CallbackRequest(
        "POST",
        path,
        "",
        Map.of(
            "Content-Type", List.of("application/x-www-form-urlencoded"),
            "X-Signature", List.of(signature)),
        body,
        InetAddress.getLoopbackAddress(),
        false);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
