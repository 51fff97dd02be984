package org.messagingagent.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.e2e.PluginJar;

class PluginsVerifyCommandTest {

  @TempDir private Path directory;

  private Path plugins;
  private Path good;
  private String out;

  @BeforeEach
  void build() throws Exception {
    plugins = Files.createDirectory(directory.resolve("plugins"));
    good = plugin("@RequiresSpi(\"1.0\")").writeTo(directory.resolve("good.jar"));
  }

  @Test
  void goodPluginIsFineWithoutAServerOrADataDirectory() {
    assertThat(run(good.toString())).isZero();
    assertThat(out.lines())
        .containsExactly(
            good + ": fine", "  plugin sms 1.2, built for plugin interface 1.0 (acme.Sms)");
  }

  @Test
  void errorsGiveStatusOneAndALineEach() throws Exception {
    Path bad = plugin("@RequiresSpi(\"9.0\")").writeTo(directory.resolve("bad.jar"));
    assertThat(run(bad.toString())).isEqualTo(1);
    assertThat(out)
        .contains(
            bad + ": does not run here",
            "  ERROR: acme.Sms: it was built for plugin interface 9.0");
  }

  @Test
  void scriptsGetJson() throws Exception {
    Path bad = plugin("").writeTo(directory.resolve("bad.jar"));
    assertThat(run(good.toString(), bad.toString(), "--json")).isEqualTo(1);
    JsonNode reports = new ObjectMapper().readTree(out);
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).get("ok").booleanValue()).isTrue();
    assertThat(reports.get(0).get("plugins").get(0).get("name").textValue()).isEqualTo("sms");
    assertThat(reports.get(1).get("findings").get(0).get("severity").textValue())
        .isEqualTo("ERROR");
    assertThat(reports.get(1).get("findings").get(0).get("text").textValue())
        .contains("the name 'sms' belongs to the plugin from " + good);
  }

  @Test
  void installedPluginsHaveTheirNamesAndAreNotInTheirOwnWay() throws Exception {
    Path installed = Files.copy(good, plugins.resolve("sms.jar"));
    assertThat(run(installed.toString())).isZero();
    assertThat(run(good.toString())).isEqualTo(1);
    assertThat(out).contains("the name 'sms' belongs to the plugin from " + installed);
  }

  @Test
  void fileThatIsNotThereIsAnErrorAndNoFileIsWrongUse() {
    assertThat(run(directory.resolve("absent.jar").toString())).isEqualTo(1);
    assertThat(out).contains("absent.jar is not there");
    assertThat(run()).isEqualTo(2);
  }

  private static PluginJar plugin(String annotation) {
    return new PluginJar()
        .compile(
            "acme.Sms",
            """
            package acme;
            import org.messagingagent.spi.*;
            %s
            public class Sms implements MessagingPlugin {
              public String name() { return "sms"; }
              public String version() { return "1.2"; }
              public Channel open(PluginContext context) { return null; }
            }
            """
                .formatted(annotation))
        .provides("acme.Sms");
  }

  private int run(String... arguments) {
    StringWriter standardOut = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(standardOut),
            new PrintWriter(new StringWriter()),
            InputStream.nullInputStream(),
            Map.of(),
            prompt -> Optional.empty(),
            question -> Optional.empty());
    List<String> all =
        new ArrayList<>(
            List.of(
                "--data-dir",
                directory.resolve("no-data").toString(),
                "--set",
                "messaging.plugins.dir=" + plugins,
                "plugins",
                "verify"));
    all.addAll(List.of(arguments));
    int status =
        Main.run(
            terminal,
            new ServerLauncher(),
            (level, format) -> {},
            server -> {},
            all.toArray(String[]::new));
    out = standardOut.toString();
    return status;
  }
}
