package org.messagingagent.plugin.testkit.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.google.re2j.Pattern;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.messagingagent.plugin.httpsms.HttpSmsPlugin;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.callback.CallbackRequest;

class HttpSmsPluginServerContractTest implements MessagingPluginServerContract {

  private static final String SECRET = "a-secret-in-the-path-4711";

  private final AtomicInteger ids = new AtomicInteger();
  private final FakeGateway gateway = FakeGateway.start();

  HttpSmsPluginServerContractTest() {
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
    return Map.of(
        "preset",
        "json-bearer",
        "url",
        gateway.url() + "/batches",
        "token",
        "t-4711-secret",
        "callback.path-secret",
        SECRET);
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("preset", "json-bearer", "url", gateway.url()),
        Map.of("preset", "json-bearer", "url", "nowhere", "token", "t"));
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
    byte[] body =
        "{\"batch_id\":\"%s\",\"status\":\"Delivered\",\"code\":0}"
            .formatted(externalId)
            .getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new CallbackRequest(
            "POST",
            "/" + SECRET + "/receipts",
            "",
            Map.of("Content-Type", List.of("application/json")),
            body,
            InetAddress.getLoopbackAddress(),
            false));
  }

  @Override
  public List<Path> libraries() {
    return List.of(jarOf(JsonFactory.class), jarOf(Pattern.class));
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GatewayAnswer answer(String id) {
    return GatewayAnswer.json(201, "{\"id\":\"%s\"}".formatted(id));
  }
}
