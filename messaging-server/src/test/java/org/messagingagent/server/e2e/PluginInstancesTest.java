package org.messagingagent.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.plugin.PluginsConfig;

/** Two vendors of SMS, each by an instance of {@code http-sms}; the plugin itself is off. */
@Timeout(60)
class PluginInstancesTest {

  private static final int SENT = 1;
  private static final int RECEIVED = 3;

  @TempDir Path directory;

  private final FakeGateway main = FakeGateway.start();
  private final FakeGateway backup = FakeGateway.start();
  private OperatedServer server;

  @BeforeEach
  void start() throws IOException {
    main.otherwise(GatewayAnswer.json(201, "{\"id\":\"same-id\"}"));
    backup.otherwise(GatewayAnswer.json(201, "{\"id\":\"same-id\"}"));
    server =
        OperatedServer.in(
            directory,
            builder ->
                builder
                    .plugins(
                        PluginsConfig.DEFAULTS.withInstances(
                            Map.of("sms-main", "http-sms", "sms-backup", "http-sms")))
                    .pluginSettings("sms-main", settings(main, "token-of-the-main-one"))
                    .pluginSettings("sms-backup", settings(backup, "token-of-the-backup")));
  }

  @AfterEach
  void stop() {
    server.close();
    main.close();
    backup.close();
  }

  @Test
  void eachHasItsVendorItsReceiptsAndItsMessages() throws Exception {
    Reply.DeliveryStatus first = server.send("sms-main", "by main").get(0);
    Reply.DeliveryStatus second = server.send("sms-backup", "by backup").get(0);
    assertThat(first.status()).isEqualTo(SENT);
    assertThat(second.status()).isEqualTo(SENT);
    assertThat(main.requests())
        .singleElement()
        .satisfies(r -> assertThat(r.text()).contains("by main"));
    assertThat(main.requests().get(0).header("Authorization"))
        .contains("Bearer token-of-the-main-one");
    assertThat(backup.requests().get(0).header("Authorization"))
        .contains("Bearer token-of-the-backup");

    // Both vendors gave the same id: the receipt is for the message of the one that calls.
    String receipt = "{\"batch_id\":\"same-id\",\"status\":\"Delivered\",\"code\":0}";
    assertThat(post("sms-main", "token-of-the-backup", "receipts", receipt)).isNotEqualTo(200);
    assertThat(post("sms-backup", "token-of-the-backup", "receipts", receipt)).isEqualTo(200);
    assertThat(server.status(first.messagingId()).status()).isEqualTo(SENT);
    assertThat(server.status(second.messagingId()).status()).isEqualTo(RECEIVED);

    String message = "{\"id\":\"m-1\",\"from\":\"+4790000002\",\"to\":\"2000\",\"body\":\"hello\"}";
    assertThat(post("sms-main", "token-of-the-main-one", "incoming", message)).isEqualTo(200);
    assertThat(post("sms-backup", "token-of-the-backup", "incoming", message)).isEqualTo(200);
    assertThat(server.incoming("file")).as("one from each").hasSize(2);
  }

  @Test
  void operatorSeesAndTurnsEachByItself() throws Exception {
    assertThat(server.state("http-sms")).isEqualTo("off");
    assertThat(server.plugin("sms-backup").location())
        .isEqualTo("messaging.plugins.instances.sms-backup=http-sms");

    server.operator.pausePlugin("sms-main");
    assertThat(server.state("sms-main")).isEqualTo("paused");
    assertThat(server.send("sms-main", "not now").get(0).status()).isNotEqualTo(SENT);
    assertThat(server.send("sms-backup", "now").get(0).status()).isEqualTo(SENT);
    server.operator.resumePlugin("sms-main");
    assertThat(server.operator.restartPlugin("sms-main"))
        .startsWith("Plugin sms-main was restarted");
    assertThat(server.send("sms-main", "again").get(0).status()).isEqualTo(SENT);
    assertThat(main.requests()).hasSize(1);

    PluginDetail detail = server.operator.plugin("sms-backup");
    assertThat(detail.settings())
        .anySatisfy(
            setting -> {
              assertThat(setting.key()).isEqualTo("messaging.plugin.sms-backup.url");
              assertThat(setting.value()).isEqualTo(backup.url() + "/batches");
            });
    assertThat(detail.metrics())
        .anySatisfy(
            metric -> {
              assertThat(metric.name()).startsWith("requests");
              assertThat(metric.value()).startsWith("1");
            });
  }

  private int post(String plugin, String secret, String path, String json) throws Exception {
    return server.call(plugin, "/%s/%s".formatted(secret, path), json);
  }

  private static Map<String, String> settings(FakeGateway vendor, String token) {
    return Map.of(
        "preset",
        "json-bearer",
        "url",
        vendor.url() + "/batches",
        "token",
        token,
        "numbers",
        "none",
        "callback.path-secret",
        token,
        "incoming.handler",
        "file");
  }
}
