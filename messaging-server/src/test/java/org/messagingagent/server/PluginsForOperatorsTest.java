package org.messagingagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.server.admin.Administration.PluginDetail;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.Administration.PluginMetricEntry;
import org.messagingagent.server.admin.Administration.PluginSettingEntry;
import org.messagingagent.server.admin.AdministrationException;
import org.messagingagent.server.admin.AdministrationException.Reason;
import org.messagingagent.server.plugin.CallGate;
import org.messagingagent.server.plugin.KeepingHost;
import org.messagingagent.server.plugin.PluginLimits;
import org.messagingagent.server.plugin.PluginRegistry;
import org.messagingagent.server.plugin.PluginsConfig;
import org.messagingagent.spi.Channel;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.OutgoingSender;
import org.messagingagent.spi.PluginContext;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SubmissionException;
import org.messagingagent.spi.callback.CallbackHandler;
import org.messagingagent.spi.callback.CallbackRequest;
import org.messagingagent.spi.callback.CallbackResponse;

class PluginsForOperatorsTest {

  private static final PluginLimits LIMITS = PluginLimits.DEFAULTS.withConcurrency(3, 4);
  private static final String GATEWAY = "https://sms.example.com/gateway/";

  @TempDir private Path directory;

  private final TestKeyValueStore values = new TestKeyValueStore(Clock.systemUTC());
  private PluginRegistry registry;

  @AfterEach
  void close() {
    if (registry != null) {
      registry.close();
    }
  }

  private PluginsForOperators load(
      Map<String, Map<String, String>> settings, MessagingPlugin... plugins) {
    registry =
        PluginRegistry.load(
            PluginsConfig.NONE.withLimits(LIMITS),
            List.of(plugins),
            name -> settings.getOrDefault(name, Map.of()),
            directory,
            Clock.systemUTC(),
            new KeepingHost(values));
    return new PluginsForOperators(
        registry, LIMITS, name -> Optional.of(URI.create(GATEWAY + name + "/")));
  }

  /** Has a setting of each kind, and does all there is. */
  @RequiresSpi("1.0")
  private record Full(String name, Health health) implements MessagingPlugin {

    @Override
    public String version() {
      return "2.1";
    }

    @Override
    public String description() {
      return "Sends by acme";
    }

    @Override
    public List<String> formats() {
      return List.of("sms/160");
    }

    @Override
    public int maxContentLength() {
      return 160;
    }

    @Override
    public List<PluginSetting> settings() {
      return List.of(
          PluginSetting.text("password").required().secret().describedAs("Of the account"),
          PluginSetting.text("spare").secret(),
          PluginSetting.text("pin").secret().withDefault("0000"),
          PluginSetting.number("window").between(1, 1_000).withDefault(10),
          PluginSetting.text("mode").oneOf("fast", "safe"),
          PluginSetting.textsBelow("header.").describedAs("Sent along"),
          PluginSetting.textsBelow("cookie.").secret());
    }

    @Override
    public Channel open(PluginContext context) {
      return new FullChannel(health);
    }
  }

  private record FullChannel(Health health)
      implements IncomingHandler, OutgoingSender, CallbackHandler {

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return HandleOutcome.handled();
    }

    @Override
    public SendOutcome send(OutgoingMessage message) {
      return SendOutcome.unknown("");
    }

    @Override
    public CallbackResponse answer(CallbackRequest request) {
      throw new IllegalStateException("not called here");
    }
  }

  private record Plain(String name, IncomingHandler handler) implements MessagingPlugin {

    @Override
    public Channel open(PluginContext context) {
      return handler;
    }
  }

  private static Plain plain(String name) {
    return new Plain(name, message -> HandleOutcome.handled());
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("password", "hush");
    settings.put("mode", "safe");
    settings.put("header.X-Key", "abc");
    settings.put("cookie.session", "hush");
    settings.put("limits.send-rate", "5");
    settings.put("limits.send-timeout", "7s");
    return settings;
  }

  @Test
  void listTellsWhatEachPluginIsAndDoes() {
    PluginsForOperators plugins =
        load(
            Map.of("sms", settings(), "off", Map.of("enabled", "false")),
            new Full("sms", Health.up("all well")),
            plain("file"),
            plain("off"),
            new Full("bare", Health.up()));

    List<PluginEntry> list = plugins.list();

    assertThat(list)
        .extracting(PluginEntry::name, PluginEntry::state, PluginEntry::health)
        .containsExactly(
            tuple("file", "running", "up"),
            tuple("sms", "running", "up"),
            tuple("off", "off", ""),
            tuple("bare", "failed", ""));
    PluginEntry sms = list.get(1);
    assertThat(sms.version()).isEqualTo("2.1");
    assertThat(sms.builtFor()).isEqualTo("1.0 to 1.x");
    assertThat(sms.formats()).containsExactly("sms/160");
    assertThat(sms.receives() && sms.sends() && sms.takesCallbacks()).isTrue();
    assertThat(sms.takesConfig()).isFalse();
    assertThat(sms.problem()).isEmpty();
    assertThat(list.get(0).builtFor()).isEmpty();
    assertThat(list.get(3).problem()).contains("messaging.plugin.bare.password");
  }

  @Test
  void pluginThatIsNotWellSaysWhy() {
    PluginsForOperators plugins =
        load(
            Map.of("a", settings(), "b", settings()),
            new Full("a", Health.degraded("one of two connections is down")),
            new Full("b", Health.down("")));

    assertThat(plugins.list())
        .extracting(PluginEntry::health, PluginEntry::problem)
        .containsExactly(
            tuple("degraded", "degraded: one of two connections is down"),
            tuple("down", "it says that it is down"));
  }

  @Test
  void settingsAreDescribedWithWhatHoldsAndWithoutSecrets() {
    PluginsForOperators plugins =
        load(Map.of("acme.sms", settings()), new Full("acme.sms", Health.up()));

    PluginDetail detail = plugins.describe("acme.sms");

    assertThat(detail.description()).isEqualTo("Sends by acme");
    assertThat(detail.maxContentLength()).isEqualTo(160);
    assertThat(detail.callbackAddress()).isEqualTo(GATEWAY + "acme.sms/");
    String prefix = "messaging.plugin.\"acme.sms\".";
    assertThat(detail.settings())
        .containsExactly(
            new PluginSettingEntry(
                prefix + "password", "a text", "", "(hidden)", true, true, "Of the account"),
            new PluginSettingEntry(prefix + "spare", "a text", "", "", false, false, ""),
            new PluginSettingEntry(
                prefix + "pin", "a text", "(hidden)", "(hidden)", false, false, ""),
            new PluginSettingEntry(
                prefix + "window", "a whole number from 1 to 1000", "10", "10", false, false, ""),
            new PluginSettingEntry(
                prefix + "mode", "one of fast, safe", "", "safe", true, false, ""),
            new PluginSettingEntry(
                prefix + "header.*", "a text", "", "", false, false, "Sent along"),
            new PluginSettingEntry(
                prefix + "header.X-Key", "a text", "", "abc", true, false, "Sent along"),
            new PluginSettingEntry(prefix + "cookie.*", "a text", "", "", false, false, ""),
            new PluginSettingEntry(
                prefix + "cookie.session", "a text", "", "(hidden)", true, false, ""));
    assertThat(detail.toString()).doesNotContain("hush");
  }

  @Test
  void limitsAreDescribedWithWhatHolds() {
    PluginsForOperators plugins = load(Map.of("sms", settings()), new Full("sms", Health.up()));

    Map<String, String> values = new TreeMap<>();
    Map<String, String> set = new TreeMap<>();
    for (PluginSettingEntry limit : plugins.describe("sms").limits()) {
      values.put(limit.key(), limit.value());
      if (limit.isSet()) {
        set.put(limit.key(), limit.otherwise() + " -> " + limit.value());
      }
    }

    assertThat(values)
        .hasSameSizeAs(LIMITS.declared())
        .contains(
            entry("messaging.plugin.sms.limits.handle-concurrency", "3"),
            entry("messaging.plugin.sms.limits.breaker-pause", "10s"));
    assertThat(set)
        .containsOnly(
            entry("messaging.plugin.sms.limits.send-rate", "0 -> 5"),
            entry("messaging.plugin.sms.limits.send-timeout", "50s -> 7s"));
  }

  @Test
  void figuresAreNumbers() {
    PluginsForOperators plugins = load(Map.of(), plain("file"));

    List<PluginMetricEntry> metrics = plugins.describe("file").metrics();

    assertThat(metrics)
        .contains(
            new PluginMetricEntry("calls.handle.handled", "0", "Incoming messages: handled"),
            new PluginMetricEntry("calls.handle.time.count", "0", "Time in calls, how often"));
    assertThat(metrics).allMatch(metric -> metric.value().matches("[0-9]+(\\.[0-9]+)?"));
  }

  @Test
  void pausedPluginIsListedAsPausedUntilItIsResumed() {
    PluginsForOperators plugins = load(Map.of("sms", settings()), new Full("sms", Health.up()));

    plugins.pause("sms");
    plugins.pause("sms");

    assertThat(plugins.list())
        .extracting(PluginEntry::state, PluginEntry::problem)
        .containsExactly(tuple("paused", "an operator paused it"));
    assertThat(plugins.describe("sms").plugin().state()).isEqualTo("paused");
    plugins.resume("sms");
    assertThat(plugins.list().get(0).state()).isEqualTo("running");
  }

  @Test
  void pauseThatCannotBeKeptIsSaidAsSomethingForLater() {
    PluginsForOperators plugins = load(Map.of(), plain("file"));
    values.breakWith(new SubmissionException("the disk is full", true));

    assertThatThrownBy(() -> plugins.pause("file"))
        .isInstanceOfSatisfying(
            AdministrationException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessage("the disk is full");
    assertThat(plugins.list().get(0).state()).isEqualTo("running");
  }

  @Test
  void suspendedPluginSaysInWhichDirection() {
    Map<String, String> impatient = settings();
    impatient.remove("limits.send-rate");
    impatient.put("limits.breaker-calls", "5");
    PluginsForOperators plugins = load(Map.of("sms", impatient), new Full("sms", Health.up()));
    CallGate sending = registry.find("sms").orElseThrow().sending();

    for (int i = 0; i < 5; i++) {
      assertThat(sending.enter()).isEmpty();
      sending.left(true, 1);
    }

    assertThat(plugins.list())
        .extracting(PluginEntry::state, PluginEntry::problem)
        .containsExactly(tuple("suspended", "sending: too many of its last calls failed"));
  }

  @Test
  void restartIsToldAndRefusedWithTheReason() {
    Map<String, Map<String, String>> settings = new HashMap<>(Map.of("sms", settings()));
    PluginsForOperators plugins = load(settings, new Full("sms", Health.up()));

    assertThat(plugins.restart("sms")).startsWith("Plugin sms was restarted: version 2.1");

    settings.put("sms", Map.of());
    assertThatThrownBy(() -> plugins.restart("sms"))
        .isInstanceOfSatisfying(
            AdministrationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("messaging.plugin.sms.password")
        .hasMessageEndingWith("the running one goes on");
    assertThat(plugins.list().get(0).state()).isEqualTo("running");
  }

  @Test
  void pluginThatDoesNotRunIsDescribedWithItsProblem() {
    PluginsForOperators plugins = load(Map.of(), new Full("bare", Health.up()));

    PluginDetail detail = plugins.describe("bare");

    assertThat(detail.plugin().state()).isEqualTo("failed");
    assertThat(detail.plugin().problem()).contains("messaging.plugin.bare.password");
  }

  @Test
  void unknownNameIsSaidWithThoseThatThereAre() {
    PluginsForOperators plugins =
        load(
            Map.of("off", Map.of("enabled", "false")),
            plain("file"),
            plain("off"),
            new Full("bare", Health.up()));

    for (Runnable call :
        List.<Runnable>of(
            () -> plugins.describe("fiel"),
            () -> plugins.pause("fiel"),
            () -> plugins.resume("fiel"),
            () -> plugins.restart("fiel"))) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              AdministrationException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
          .hasMessage("There is no plugin 'fiel'; there are: bare, file, off");
    }
  }

  @Test
  void unknownNameIsSaidWhereThereAreNoPlugins() {
    PluginsForOperators plugins = load(Map.of());

    assertThatThrownBy(() -> plugins.describe("x"))
        .hasMessage("There is no plugin 'x'; there are none at all");
  }
}
