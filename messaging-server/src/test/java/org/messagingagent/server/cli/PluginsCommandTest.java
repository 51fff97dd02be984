package org.messagingagent.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.ServerConfig;
import org.messagingagent.server.admin.Activity;
import org.messagingagent.server.admin.Actor;
import org.messagingagent.server.admin.Administration;
import org.messagingagent.server.admin.Administration.PluginEntry;
import org.messagingagent.server.admin.ListedPlugins;
import org.messagingagent.server.admin.StoreAdministration;
import org.messagingagent.server.store.DataDirectory;
import org.messagingagent.server.store.Store;
import org.messagingagent.server.store.StoreLimits;
import org.messagingagent.server.store.sqlite.SqliteStore;

/** What operators read of plugins in all their states. */
class PluginsCommandTest {

  private static final PluginEntry SMS =
      new PluginEntry(
          "sms",
          "2.1",
          "1.0 to 1.x",
          "suspended",
          "degraded",
          true,
          true,
          true,
          true,
          List.of("sms/160", "sms\u001b"),
          "/plugins/sms.jar",
          "sending: too many of its last calls failed; degraded: one\u001b of two");
  private static final PluginEntry FAILED =
      new PluginEntry(
          "",
          "",
          "",
          "failed",
          "",
          false,
          false,
          false,
          false,
          List.of(),
          "/plugins/acme.jar",
          "its service file is wrong");
  private static final PluginEntry OFF =
      new PluginEntry("load", "", "", "off", "", false, false, false, false, List.of(), "", "");

  @TempDir private Path directory;

  private final ListedPlugins plugins = new ListedPlugins(List.of(SMS, OFF, FAILED));
  private DataDirectory data;
  private Store store;
  private String out;
  private String err;

  @BeforeEach
  void open() {
    data = DataDirectory.open(directory.resolve("data"));
    store = SqliteStore.open(data, StoreLimits.DEFAULTS);
  }

  @AfterEach
  void close() {
    store.close();
    data.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plugins", "plugins list"})
  void pluginsAreListedWithWhatIsWrong(String command) {
    assertThat(run(command)).isZero();

    assertThat(out.lines())
        .containsExactly(
            "NAME  VERSION  SPI         STATE      HEALTH    DOES                              FORMATS             LOCATION",
            "sms   2.1      1.0 to 1.x  suspended  degraded  receive, send, config, callbacks  sms/160, sms\\u001b  /plugins/sms.jar",
            "load                       off",
            "?                          failed                                                                     /plugins/acme.jar",
            "sms: sending: too many of its last calls failed; degraded: one\\u001b of two",
            "/plugins/acme.jar: its service file is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plugins --json", "plugins list --json", "plugins --json list"})
  void listIsThereForScripts(String command) throws Exception {
    assertThat(run(command)).isZero();

    JsonNode list = new ObjectMapper().readTree(out);
    assertThat(list).hasSize(3);
    assertThat(list.get(0).get("builtFor").asText()).isEqualTo("1.0 to 1.x");
    assertThat(list.get(0).get("takesCallbacks").asBoolean()).isTrue();
  }

  @Test
  void pluginIsDescribed() {
    assertThat(run("plugins describe sms")).isZero();

    assertThat(out.lines())
        .containsExactly(
            "Name:            sms",
            "Does:            Sends by acme",
            "Version:         2.1",
            "SPI:             1.0 to 1.x",
            "State:           suspended",
            "Health:          degraded",
            "Problem:         sending: too many of its last calls failed; degraded: one\\u001b of two",
            "Directions:      receive, send, config, callbacks",
            "Formats:         sms/160, sms\\u001b",
            "Longest content: 160 characters",
            "Callbacks at:    https://x/gateway/sms/",
            "Location:        /plugins/sms.jar",
            "",
            "Settings:",
            "  messaging.plugin.sms.password = (hidden)",
            "      Of the account",
            "      (a text; required; set)",
            "  messaging.plugin.sms.window = 10",
            "      How many at a time",
            "      (a whole number from 1 to 1000; default: 10)",
            "  messaging.plugin.sms.banner = a\\u001b[31m",
            "      (a text; set)",
            "",
            "Limits:",
            "  messaging.plugin.sms.limits.send-rate = 5",
            "      How many messages are sent a second",
            "      (a whole number from 0 to 1000000; default: 0; set)",
            "",
            "Figures since it was started; those that are 0 are left out:",
            "  NAME              VALUE  MEANING",
            "  calls.send.sent   17     Outgoing messages: taken",
            "  connections.open  ?      Open connections");
  }

  @Test
  void descriptionIsThereForScripts() throws Exception {
    assertThat(run("plugins describe sms --json")).isZero();

    JsonNode detail = new ObjectMapper().readTree(out);
    assertThat(detail.at("/plugin/name").asText()).isEqualTo("sms");
    assertThat(detail.at("/settings/0/value").asText()).isEqualTo("(hidden)");
    assertThat(detail.at("/metrics/0/value").asText()).isEqualTo("17");
  }

  @Test
  void pluginThatDoesNotRunIsDescribedInShort() {
    assertThat(run("plugins describe load")).isZero();

    assertThat(out)
        .contains("State:           off", "It does not run")
        .doesNotContain("Settings:", "Formats");
  }

  @Test
  void whatIsDoneWithAPluginIsSaid() {
    assertThat(run("plugins pause sms")).isZero();
    assertThat(out)
        .isEqualTo(
            "Plugin sms is paused; 'plugins resume sms' hands it messages again%n".formatted());
    assertThat(run("plugins resume sms")).isZero();
    assertThat(out).isEqualTo("Plugin sms is handed messages again%n".formatted());
    assertThat(run("plugins restart sms")).isZero();
    assertThat(out.lines())
        .containsExactly(
            "Restarting plugin sms: its calls are waited for, then it starts anew ...",
            "Plugin sms runs anew");
    assertThat(plugins.done()).containsExactly("pause sms", "resume sms", "restart sms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"describe", "pause", "resume", "restart"})
  void unknownPluginIsSaidWithExitStatusOne(String verb) {
    assertThat(run("plugins " + verb + " smz")).isEqualTo(1);
    assertThat(err).isEqualTo("messaging-server: There is no plugin smz%n".formatted());

    assertThat(run("plugins " + verb)).isEqualTo(2);
    assertThat(err).contains("NAME");
  }

  private int run(String command) {
    StringWriter standardOut = new StringWriter();
    StringWriter standardErr = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(standardOut),
            new PrintWriter(standardErr),
            new ByteArrayInputStream("".getBytes(UTF_8)),
            Map.of(),
            prompt -> Optional.empty(),
            question -> Optional.empty());
    String all = "--data-dir " + data.path() + " " + command;
    int status =
        Main.run(terminal, new StoreAlone(), (level, format) -> {}, server -> {}, all.split(" "));
    out = standardOut.toString();
    err = standardErr.toString();
    return status;
  }

  /** An administration on the store of this test, with plugins that are only listed. */
  private final class StoreAlone implements Launcher, Launcher.Offline {

    @Override
    public Running start(
        ServerConfig config, Function<String, Map<String, String>> pluginSettings) {
      throw new IllegalStateException("no command here starts a server");
    }

    @Override
    public Offline open(ServerConfig config) {
      return this;
    }

    @Override
    public Administration administration() {
      return new StoreAdministration(
          store,
          new StoreAdministration.Hooks(
              password -> password,
              plugins,
              StoreAdministration.Dispatch.NONE,
              user -> {},
              user -> {},
              Activity.NONE),
          Clock.systemUTC(),
          Actor.OFFLINE);
    }

    @Override
    public void close() {}
  }
}
