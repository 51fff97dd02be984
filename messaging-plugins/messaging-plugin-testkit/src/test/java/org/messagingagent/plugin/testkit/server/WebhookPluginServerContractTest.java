package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.compression.Compression;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.webhook.WebhookPlugin;
import org.messagingagent.spi.MessagingPlugin;

class WebhookPluginServerContractTest implements MessagingPluginServerContract {

  /** One class of each JAR that the plugin needs. */
  private static final List<Class<?>> LIBRARIES =
      List.of(
          HttpClient.class,
          ClientConnector.class,
          HttpField.class,
          Promise.class,
          GzipCompression.class,
          Compression.class,
          JsonFactory.class);

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
    return Map.of(
        "url", gateway.url() + "/messages",
        "secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "plain-http", "true",
        "allow", "127.0.0.1");
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
  public List<Path> libraries() {
    return LIBRARIES.stream().map(type -> PluginArchive.of(type, Path.of("target"))).toList();
  }

  @Test
  void postsAgainUnderTheSameIdAfterARestart(@TempDir Path directory) throws Exception {
    gateway.next(GatewayAnswer.never());
    try (PluginHarness harness =
        PluginHarness.of(WebhookPlugin.class)
            .settings(settings())
            .stopPatience(SHORT)
            .start(directory)) {
      harness.createMessage("Hello");
      String id = gateway.awaitRequest().header("webhook-id").orElseThrow();
      harness.restart();
      harness.awaitHandled(1);
      assertThat(gateway.awaitRequest().header("webhook-id")).contains(id);
    }
  }

  @Test
  void leavesNothingOfItsLibrariesBehindWhenItIsRestarted(@TempDir Path directory)
      throws Exception {
    List<Path> jars = new ArrayList<>(libraries());
    jars.add(PluginArchive.of(WebhookPlugin.class, directory));
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("enabled", "true");
    try (PluginHarness harness =
        PluginHarness.ofJars("webhook", jars.toArray(Path[]::new))
            .settings(settings)
            .start(directory)) {
      gateway.next(GatewayAnswer.never());
      harness.createMessage("Hello");
      gateway.awaitRequest();
      PluginLoaderWatch old = PluginLoaderWatch.ofCalls();
      assertThat(old.isEmpty()).isFalse();
      harness.restartPlugin();
      old.awaitCollected(PluginHarness.PATIENCE);
      harness.awaitHandled(1);
    }
  }
}
