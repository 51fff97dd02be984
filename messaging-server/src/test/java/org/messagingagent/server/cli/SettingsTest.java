package org.messagingagent.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.server.RetentionConfig;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.admin.AdministrationConfig;
import org.messagingagent.server.agent.AgentConfig;
import org.messagingagent.server.auth.AuthConfig;
import org.messagingagent.server.cluster.NodeConfig;
import org.messagingagent.server.http.GatewayConfig;
import org.messagingagent.server.http.HttpConfig;
import org.messagingagent.server.inbox.DispatchConfig;
import org.messagingagent.server.metrics.MetricsConfig;
import org.messagingagent.server.outbox.OutboxConfig;
import org.messagingagent.server.outbox.ReconcileConfig;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.server.store.StoreConfig;
import org.messagingagent.spi.callback.AddressList;

class SettingsTest {

  @TempDir private Path directory;

  @Test
  void everythingHasItsDefault() {
    ServerConfig config = read(Map.of(), Map.of(), "").server();

    assertThat(config.dataDirectory()).isEqualTo(Path.of("messaging-data"));
    assertThat(config.http()).isEqualTo(HttpConfig.DEFAULTS);
    assertThat(config.gateway()).isEqualTo(GatewayConfig.DEFAULTS);
    assertThat(config.gatewayBase()).isEmpty();
    assertThat(config.agent()).isEqualTo(AgentConfig.DEFAULTS);
    assertThat(config.auth()).isEqualTo(AuthConfig.DEFAULTS);
    assertThat(config.dispatch()).isEqualTo(DispatchConfig.DEFAULTS);
    assertThat(config.outbox()).isEqualTo(OutboxConfig.DEFAULTS);
    assertThat(config.plugins())
        .isEqualTo(PluginsConfig.DEFAULTS.withDirectory(Path.of("plugins")));
    assertThat(config.retention()).isEqualTo(RetentionConfig.DEFAULTS);
    assertThat(config.pluginSettings())
        .isEqualTo(Map.of("file", Map.of("directory", "messaging-data")));
    assertThat(config.bootstrap()).isEmpty();
    assertThat(config.node()).isEqualTo(NodeConfig.DEFAULTS);
    assertThat(config.wrapExceptions()).isFalse();
    assertThat(config.administration()).isEqualTo(AdministrationConfig.LOCAL);
  }

  @Test
  void everySettingReachesItsPlace() {
    Map<String, String> all = new HashMap<>();
    all.put("messaging.data-dir", "/var/lib/m");
    all.put("messaging.store.url", "jdbc:postgresql://db1,db2/m?password=hush");
    all.put("messaging.store.user", "agent");
    all.put("messaging.store.password", "pass=word");
    all.put("messaging.store.schema", "msg");
    all.put("messaging.store.pool-size", "5");
    all.put("messaging.store.migrate", "false");
    all.put("messaging.http.host", "0.0.0.0");
    all.put("messaging.http.port", "8088");
    all.put("messaging.http.public-url", "https://sms.example.com/x/");
    all.put("messaging.http.max-body", "1MiB");
    all.put("messaging.http.max-bodies-in-flight", "2 MiB");
    all.put("messaging.http.max-threads", "11");
    all.put("messaging.http.max-queued-requests", "12");
    all.put("messaging.http.max-connections", "13");
    all.put("messaging.http.max-header", "4KiB");
    all.put("messaging.http.idle-timeout", "14s");
    all.put("messaging.http.read-timeout", "15s");
    all.put("messaging.http.stop-timeout", "1600ms");
    all.put("messaging.http.trusted-proxies", "192.0.2.7, 10.0.0.0/8");
    all.put("messaging.http.ready-delay", "17s");
    all.put("messaging.node.name", "north-1");
    all.put("messaging.node.lease", "12s");
    all.put("messaging.gateway.port", "8089");
    all.put("messaging.gateway.host", "192.0.2.1");
    all.put("messaging.gateway.public-url", "https://gw.example.com/");
    all.put("messaging.gateway.max-body", "64KiB");
    all.put("messaging.soap.wrap-exceptions", "TRUE");
    all.put("messaging.bootstrap.user", "crm");
    all.put("messaging.bootstrap.password", "pass = word");
    all.put("messaging.plugins.dir", "p");
    all.put("messaging.plugins.built-in", "false");
    all.put("messaging.plugins.open-timeout", "17s");
    all.put("messaging.plugins.close-timeout", "18s");
    all.put("messaging.agent.default-plugin", "file");
    all.put("messaging.agent.max-messages-per-call", "19");
    all.put("messaging.auth.ticket-lifetime", "7h");
    all.put("messaging.auth.max-tickets-per-user", "20");
    all.put("messaging.auth.concurrent-hashes", "21");
    all.put("messaging.auth.waiting-hashes", "22");
    all.put("messaging.dispatch.threads-per-plugin", "23");
    all.put("messaging.dispatch.window-per-plugin", "24");
    all.put("messaging.dispatch.window-bytes", "25MiB");
    all.put("messaging.dispatch.max-attempts", "26");
    all.put("messaging.dispatch.first-retry", "27s");
    all.put("messaging.dispatch.longest-retry", "28m");
    all.put("messaging.dispatch.poll-interval", "29s");
    all.put("messaging.dispatch.drain-timeout", "30s");
    all.put("messaging.send.threads-per-plugin", "31");
    all.put("messaging.send.deadline", "32s");
    all.put("messaging.send.max-attempts", "33");
    all.put("messaging.send.first-retry", "34ms");
    all.put("messaging.send.drain-timeout", "34s");
    all.put("messaging.send.reconcile-first", "35s");
    all.put("messaging.send.reconcile-longest", "36m");
    all.put("messaging.send.reconcile-for", "37h");
    all.put("messaging.retention.messages", "35d");
    all.put("messaging.retention.handled", "41d");
    all.put("messaging.retention.discarded", "42d");
    all.put("messaging.retention.dead", "43d");
    all.put("messaging.retention.outgoing", "44d");
    all.put("messaging.retention.content", "45m");
    all.put("messaging.retention.audit", "46d");
    all.put("messaging.retention.keys", "36h");
    all.put("messaging.retention.reports", "37h");
    all.put("messaging.retention.gateway-ids", "40d");
    all.put("messaging.retention.interval", "38s");
    all.put("messaging.retention.step", "39");
    all.put("messaging.admin.enabled", "false");
    all.put("messaging.admin.host", "0.0.0.0");
    all.put("messaging.admin.port", "8089");
    all.put("messaging.metrics.enabled", "true");
    all.put("messaging.metrics.host", "10.0.0.3");
    all.put("messaging.metrics.port", "9465");
    all.put("messaging.metrics.token", "a token of some length");
    all.put("messaging.log.level", "DEBUG");
    all.put("messaging.log.format", "json");
    assertThat(all.keySet())
        .containsExactlyInAnyOrderElementsOf(Settings.ALL.stream().map(Setting::key).toList());
    all.put("messaging.plugin.file.directory", "out");
    all.put("messaging.plugins.instances.sms-backup", "http-sms");

    SettingsReader.Result result = read(all, Map.of(), "");
    ServerConfig config = result.server();

    assertThat(config.metrics())
        .isEqualTo(
            new MetricsConfig(
                true,
                "10.0.0.3",
                9465,
                Optional.of("a token of some length"),
                MetricsConfig.DEFAULTS.refresh()));
    assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/m"));
    assertThat(config.store())
        .isEqualTo(
            new StoreConfig(
                Optional.of("jdbc:postgresql://db1,db2/m"),
                "agent",
                "pass=word",
                "msg",
                5,
                false,
                Duration.ofSeconds(10)));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "0.0.0.0",
                8088,
                Optional.of(URI.create("https://sms.example.com/x")),
                1 << 20,
                2 << 20,
                11,
                12,
                13,
                4_096,
                Duration.ofSeconds(14),
                Duration.ofSeconds(15),
                Duration.ofMillis(1_600),
                AddressList.parse("10.0.0.0/8 192.0.2.7")));
    assertThat(config.gateway())
        .isEqualTo(
            new GatewayConfig(
                Optional.of(8089),
                Optional.of("192.0.2.1"),
                64 << 10,
                Optional.of(URI.create("https://gw.example.com"))));
    assertThat(config.gatewayBase()).contains(URI.create("https://gw.example.com"));
    assertThat(config.wrapExceptions()).isTrue();
    assertThat(config.bootstrap()).contains(new ServerConfig.Bootstrap("crm", "pass = word"));
    assertThat(config.plugins())
        .isEqualTo(
            new PluginsConfig(
                Optional.of(Path.of("p")),
                false,
                Duration.ofSeconds(17),
                Duration.ofSeconds(18),
                config.plugins().limits(),
                Map.of("sms-backup", "http-sms")));
    assertThat(config.plugins().limits().handleConcurrency()).isEqualTo(23);
    assertThat(config.plugins().limits().sendConcurrency()).isEqualTo(31);
    assertThat(config.agent()).isEqualTo(new AgentConfig("file", 19));
    assertThat(config.auth()).isEqualTo(new AuthConfig(Duration.ofHours(7), 20, 21, 22));
    assertThat(config.dispatch())
        .isEqualTo(
            new DispatchConfig(
                24,
                25 << 20,
                26,
                Duration.ofSeconds(27),
                Duration.ofMinutes(28),
                Duration.ofSeconds(29),
                Duration.ofSeconds(30)));
    assertThat(config.outbox())
        .isEqualTo(
            new OutboxConfig(
                Duration.ofSeconds(32),
                33,
                Duration.ofMillis(34),
                Duration.ofSeconds(34),
                new ReconcileConfig(
                    Duration.ofSeconds(35), Duration.ofMinutes(36), Duration.ofHours(37))));
    assertThat(config.retention())
        .isEqualTo(
            new RetentionConfig(
                Duration.ofDays(35),
                Optional.of(Duration.ofDays(41)),
                Optional.of(Duration.ofDays(42)),
                Optional.of(Duration.ofDays(43)),
                Optional.of(Duration.ofDays(44)),
                Duration.ofMinutes(45),
                Duration.ofDays(46),
                Duration.ofHours(36),
                Duration.ofHours(37),
                Duration.ofDays(40),
                Duration.ofSeconds(38),
                39));
    assertThat(config.administration()).isEqualTo(new AdministrationConfig(false, "0.0.0.0", 8089));
    assertThat(config.node())
        .isEqualTo(
            new NodeConfig(Optional.of("north-1"), Duration.ofSeconds(12), Duration.ofSeconds(17)));
    assertThat(config.pluginSettings()).isEqualTo(Map.of("file", Map.of("directory", "out")));
    assertThat(result.values().get(Settings.LOG_LEVEL)).isEqualTo("debug");
    assertThat(result.values().get(Settings.LOG_FORMAT)).isEqualTo("json");
  }

  @Test
  void commandLineGoesBeforeEnvironmentBeforeFile() {
    String file =
        """
        messaging.http.port = 1
        messaging.http.host = one
        messaging.data-dir = one
        """;
    Map<String, String> environment =
        Map.of("MESSAGING_HTTP_PORT", "2", "MESSAGING_DATA_DIR", "two", "PATH", "/bin");

    ServerConfig config = read(Map.of("messaging.http.port", "3"), environment, file).server();

    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.dataDirectory()).isEqualTo(Path.of("two"));
    assertThat(config.http().host()).isEqualTo("one");
  }

  @Test
  void blankValueIsNone() {
    assertThat(
            read(Map.of(), Map.of("MESSAGING_HTTP_PORT", " "), "messaging.http.host=")
                .server()
                .http())
        .isEqualTo(HttpConfig.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({
    "messaging.htp.port, messaging.http.port",
    "http.port, messaging.http.port",
    "messaging.http.maxbody, messaging.http.max-body",
    "messaging.datadir, messaging.data-dir",
    "messaging.http.max_body, messaging.http.max-body",
    "messaging.bootstrap.pasword, messaging.bootstrap.password",
  })
  void unknownKeyInAFileIsAnErrorWithTheNearestKnown(String wrong, String right) {
    assertThatThrownBy(() -> read(Map.of(), Map.of(), wrong + " = x"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("Unknown setting '%s'".formatted(wrong))
        .hasMessageContaining("settings.properties")
        .hasMessageEndingWith("did you mean %s?".formatted(right));
  }

  @Test
  void unknownKeyNearNothingPointsToTheList() {
    assertThatThrownBy(() -> read(Map.of("spring.datasource.url", "x"), Map.of(), ""))
        .hasMessageContaining("(command line)")
        .hasMessageContaining("'settings' lists");
    assertThatThrownBy(() -> read(Map.of("messaging.plugin.file", "x"), Map.of(), ""))
        .hasMessageContaining("messaging.plugin.<name>.<setting>");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    String file =
        """
        messaging.http.prot = 1
        messaging.http.idle-timeout = 30
        messaging.http.max-body = 10MB
        messaging.retention.step = 0
        messaging.bootstrap.user = crm
        """;

    assertThatThrownBy(
            () ->
                read(
                    Map.of("messaging.http.port", "x"),
                    Map.of("MESSAGING_LOG_FORMAT", "xml"),
                    file))
        .hasMessageContaining("7 problems")
        .hasMessageContaining("'messaging.http.prot'")
        .hasMessageContaining("messaging.http.port must be a whole number, was 'x' (command line)")
        .hasMessageContaining("messaging.http.idle-timeout must be a time with its unit")
        .hasMessageContaining("settings.properties)")
        .hasMessageContaining("messaging.http.max-body must be a number of bytes")
        .hasMessageContaining(
            "messaging.log.format must be one of plain, json, was 'xml' (environment)")
        .hasMessageContaining("messaging.retention.step must be 1 to 100000, was 0")
        .hasMessageContaining("messaging.bootstrap.user and messaging.bootstrap.password");
  }

  @ParameterizedTest
  @CsvSource({
    "messaging.http.port, 70000, 65535",
    "messaging.http.public-url, ftp://x, https://sms.example.com",
    "messaging.http.public-url, https://x/?a=b, https://sms.example.com",
    "messaging.http.max-body, 3GiB, 2GiB",
    "messaging.http.max-body, 99999999999GiB, number of bytes",
    "messaging.dispatch.first-retry, 2h, dispatch.longest-retry",
    "messaging.soap.wrap-exceptions, yes, true or false",
  })
  void valueOutOfItsRangeIsSaid(String key, String value, String part) {
    assertThatThrownBy(() -> read(Map.of(key, value), Map.of(), ""))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("messaging.")
        .hasMessageContaining(part);
  }

  @Test
  void largerBodyLimitNeedsNoSecondSetting() {
    assertThat(
            read(Map.of("messaging.http.max-body", "1GiB"), Map.of(), "")
                .server()
                .http()
                .maxBodyBytesInFlight())
        .isGreaterThanOrEqualTo(HttpConfig.leastBodyBytesInFlight(1 << 30));
  }

  @Test
  void unknownVariableIsAWarning() {
    SettingsReader.Result result =
        read(Map.of(), Map.of("MESSAGING_HTTP_PROT", "1", "MESSAGINGX", "2"), "");

    assertThat(result.warnings())
        .singleElement()
        .asString()
        .contains("MESSAGING_HTTP_PROT", "did you mean MESSAGING_HTTP_PORT?");
  }

  @Test
  void whatKubernetesPutsThereIsLeftAsideWithAHint() {
    Map<String, String> injected =
        Map.of(
            "MESSAGING_HTTP_PORT", "tcp://10.0.0.1:8087",
            "MESSAGING_HTTP_SERVICE_HOST", "10.0.0.1",
            "MESSAGING_HTTP_SERVICE_PORT", "8087",
            "MESSAGING_PORT", "tcp://10.0.0.2:80",
            "MESSAGING_HTTP_PORT_8087_TCP_ADDR", "10.0.0.1");

    SettingsReader.Result result = read(Map.of(), injected, "");

    assertThat(result.server().http().port()).isEqualTo(8087);
    assertThat(result.warnings())
        .singleElement()
        .asString()
        .contains("Kubernetes", "enableServiceLinks: false", "MESSAGING_HTTP_PORT,");
  }

  @Test
  void pluginSettingsComeFromEverywhere() {
    String file =
        """
        messaging.plugin.sms.url = https://gateway.example
        messaging.plugin.sms.max-parts = 1
        messaging.plugin.acme-sms.apiKey = a
        messaging.plugin."acme.pager".http.url = b
        """;
    Map<String, String> environment =
        Map.of(
            "MESSAGING_PLUGIN_SMS_MAX_PARTS", "2",
            "MESSAGING_PLUGIN_SMS_PORT", "2775",
            "MESSAGING_PLUGIN_ACME_SMS_APIKEY", "c",
            "MESSAGING_PLUGIN_ACME_PAGER_HTTP_URL", "d",
            "MESSAGING_PLUGIN_FILE_SYNC_EVERY", "e",
            "MESSAGING_PLUGIN_ACME_SMS_MAX_PARTS", "f",
            "MESSAGING_PLUGIN_HTTP_SMS_CALLBACK_PATH_SECRET", "g");

    SettingsReader.Result result =
        read(Map.of("messaging.plugin.sms.url", "https://other.example"), environment, file);

    assertThat(result.warnings()).isEmpty();
    assertThat(result.server().pluginSettings())
        .isEqualTo(
            Map.of(
                "sms", Map.of("url", "https://other.example", "max-parts", "2", "port", "2775"),
                "acme-sms", Map.of("apiKey", "c", "max-parts", "f"),
                "http-sms", Map.of("callback-path-secret", "g"),
                "acme.pager", Map.of("http.url", "d"),
                "file", Map.of("sync-every", "e", "directory", "messaging-data")));
  }

  @Test
  void instancesOfPluginsComeFromEverywhere() {
    String file =
        """
        messaging.plugins.instances.sms_old = http-sms
        messaging.plugins.instances."acme.pager" = pager
        messaging.plugins.instances.unused =
        messaging.plugin.audit-hook.url = https://audit.example
        """;
    Map<String, String> environment =
        Map.of(
            "MESSAGING_PLUGINS_INSTANCES_SMS_OLD", "smpp",
            "MESSAGING_PLUGINS_INSTANCES_SMS_BACKUP", "http-sms",
            "MESSAGING_PLUGINS_INSTANCES_AUDIT_HOOK", "webhook",
            "MESSAGING_PLUGIN_SMS_OLD_HOST", "a",
            "MESSAGING_PLUGIN_SMS_BACKUP_CALLBACK_PATH_SECRET", "b",
            "MESSAGING_PLUGIN_CRM_HOOK_URL", "c",
            "MESSAGING_PLUGIN_ACME_PAGER_HTTP_URL", "d");

    SettingsReader.Result result =
        read(Map.of("messaging.plugins.instances.crm-hook", "webhook"), environment, file);

    assertThat(result.warnings()).isEmpty();
    assertThat(result.server().plugins().instances())
        .isEqualTo(
            Map.of(
                "sms_old", "smpp",
                "sms-backup", "http-sms",
                "acme.pager", "pager",
                "audit-hook", "webhook",
                "crm-hook", "webhook"));
    assertThat(result.server().pluginSettings())
        .isEqualTo(
            Map.of(
                "sms_old", Map.of("host", "a"),
                "sms-backup", Map.of("callback-path-secret", "b"),
                "crm-hook", Map.of("url", "c"),
                "acme.pager", Map.of("http-url", "d"),
                "audit-hook", Map.of("url", "https://audit.example"),
                "file", Map.of("directory", "messaging-data")));
  }

  @Test
  void instanceWithoutANameIsAnUnknownSetting() {
    assertThatThrownBy(() -> read(Map.of("messaging.plugins.instances.", "http-sms"), Map.of(), ""))
        .hasMessageContaining("Unknown setting 'messaging.plugins.instances.'");
  }

  @Test
  void variablesOfTheClientsCommandLineAreNotWarnedAbout() {
    Map<String, String> environment =
        Map.of(
            "MESSAGING_URL", "http://127.0.0.1:8087",
            "MESSAGING_USER", "admin",
            "MESSAGING_PASSWORD", "secret",
            "MESSAGING_TICKET", "7T:x");

    assertThat(read(Map.of(), environment, "").warnings()).isEmpty();
  }

  @Test
  void secretIsNotQuotedInAnError() {
    assertThatThrownBy(() -> read(Map.of("messaging.bootstrap.password", "hush"), Map.of(), ""))
        .hasMessageContaining("set together")
        .message()
        .doesNotContain("hush");
  }

  @Test
  void valuesAreNotExpanded() {
    ServerConfig config =
        read(
                Map.of(),
                Map.of(
                    "MESSAGING_BOOTSTRAP_USER",
                    "crm",
                    "MESSAGING_BOOTSTRAP_PASSWORD",
                    "a${b}$\\,c"),
                "")
            .server();

    assertThat(config.bootstrap().orElseThrow().password()).isEqualTo("a${b}$\\,c");
  }

  @Test
  void missingFileIsSaid() {
    assertThatThrownBy(
            () -> SettingsReader.read(Map.of(), Map.of(), Optional.of(directory.resolve("none"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("There is no settings file");
  }

  @Test
  void documentationListsAllSettings() throws IOException {
    Path document = root().resolve("docs/settings.md");

    assertThat(Files.readString(document))
        .as("docs/settings.md must hold this table")
        .contains(SettingsCommand.markdown());
  }

  @Test
  void documentationListsAllLimitsOfPlugins() throws IOException {
    Path document = root().resolve("docs/settings.md");

    assertThat(Files.readString(document))
        .as("docs/settings.md must hold this table")
        .contains(SettingsCommand.limitsMarkdown());
  }

  private static Path root() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("messaging-api"))) {
      path = path.getParent();
    }
    return path;
  }

  private SettingsReader.Result read(
      Map<String, String> commandLine, Map<String, String> environment, String file) {
    try {
      Path path = directory.resolve("settings.properties");
      Files.writeString(path, file);
      return SettingsReader.read(commandLine, environment, Optional.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
