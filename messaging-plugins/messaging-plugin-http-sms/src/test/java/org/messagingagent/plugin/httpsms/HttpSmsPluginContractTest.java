package org.messagingagent.plugin.httpsms;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.HmacSignature;

class HttpSmsPluginContractTest implements MessagingPluginContract {

  private static final String SECRET = "the gateway's own secret";

  private final AtomicInteger ids = new AtomicInteger();
  private final FakeGateway gateway = FakeGateway.start();

  HttpSmsPluginContractTest() {
    gateway.otherwise(request -> answer("id-" + ids.incrementAndGet()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return HttpSmsPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("preset", "json-bearer");
    settings.put("url", gateway.url() + "/batches");
    settings.put("token", "t-4711-secret");
    settings.put("callback.hmac-secret", SECRET);
    settings.put("callback.hmac-header", "X-Signature");
    settings.put("incoming.handler", "crm");
    settings.put("header.X-Key", "k-4711-secret");
    return settings;
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("preset", "json-bearer", "token", "t"),
        Map.of("preset", "json-bearer", "url", "ftp://x", "token", "t"),
        Map.of("preset", "basic-account", "url", gateway.url(), "account", "AC1"),
        Map.of("preset", "form-password", "url", gateway.url(), "body", "to={{nobody}}"));
  }

  @Override
  public Optional<FakeGateway> gateway() {
    return Optional.of(gateway);
  }

  @Override
  public Optional<GatewayAnswer> taken(String externalId) {
    return Optional.of(answer(externalId));
  }

  @Override
  public Optional<CallbackRequest> receipt(String externalId) {
    return Optional.of(
        signed(
            "/receipts",
            "{\"batch_id\":\"%s\",\"status\":\"Delivered\",\"code\":0}".formatted(externalId)));
  }

  @Override
  public Optional<CallbackRequest> arrival(String gatewayId) {
    return Optional.of(
        signed(
            "/incoming",
            "{\"id\":\"%s\",\"from\":\"4790000001\",\"to\":\"2000\",\"body\":\"Hi\"}"
                .formatted(gatewayId)));
  }

  private static GatewayAnswer answer(String id) {
    return GatewayAnswer.json(201, "{\"id\":\"%s\"}".formatted(id));
  }

  private static CallbackRequest signed(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String signature = HexFormat.of().formatHex(HmacSignature.sha256(SECRET).sign(body));
    return new CallbackRequest(
        "POST",
        path,
        "",
        Map.of("Content-Type", List.of("application/json"), "X-Signature", List.of(signature)),
        body,
        InetAddress.getLoopbackAddress(),
        false);
  }
}
