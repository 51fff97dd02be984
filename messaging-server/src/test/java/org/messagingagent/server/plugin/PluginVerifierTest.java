package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.server.plugin.PluginReport.Finding;
import org.messagingagent.server.plugin.PluginReport.Severity;
import org.messagingagent.spi.SpiVersion;

class PluginVerifierTest {

  private static final String NAME = "public String name() { return \"sms\"; }";

  @TempDir private Path directory;

  @Test
  void goodPluginHasNothingAgainstItAndTellsWhatItIs() throws Exception {
    Path jar =
        built("@RequiresSpi(SpiVersion.CURRENT)", NAME, version("1.2"), BrokenPlugins.HANDLER)
            .writeTo(directory, "sms.jar");
    PluginReport report = PluginVerifier.verify(jar);
    assertThat(report.findings()).isEmpty();
    assertThat(report.ok()).isTrue();
    assertThat(report.location()).isEqualTo(jar.toString());
    assertThat(report.plugins())
        .containsExactly(
            new PluginReport.Plugin(
                "acme.Plugin",
                Optional.of("sms"),
                Optional.of("1.2"),
                Optional.of(SpiVersion.CURRENT)));
  }

  private static String version(String text) {
    return "public String version() { return \"%s\"; }".formatted(text);
  }

  @TestFactory
  Stream<DynamicTest> errorsAreFoundWithoutRunningThePlugin() {
    return errors().entrySet().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.getKey(),
                    () ->
                        assertFinds(
                            Severity.ERROR,
                            broken.getKey(),
                            broken.getValue().writeTo(directory, "bad.jar"))));
  }

  private static Map<String, PluginJar> errors() {
    String handler = BrokenPlugins.HANDLER;
    PluginJar good = BrokenPlugins.good("sms");
    return Map.ofEntries(
        Map.entry("it has no META-INF/services/", new PluginJar().file("a.txt", "a")),
        Map.entry("names no class; name the one", new PluginJar().service("# nothing")),
        Map.entry("names acme.Absent, which is not there", new PluginJar().service("acme.Absent")),
        Map.entry(
            "acme.Plugin is not public",
            new PluginJar()
                .source(
                    "acme.Plugin",
                    BrokenPlugins.source(NAME, handler).replace("public class", "class"))
                .service("acme.Plugin")),
        Map.entry(
            "acme.Plugin is abstract",
            new PluginJar()
                .source(
                    "acme.Plugin",
                    BrokenPlugins.source(NAME).replace("public class", "public abstract class"))
                .service("acme.Plugin")),
        Map.entry(
            "has no public constructor without parameters",
            BrokenPlugins.plugin("public Plugin(int i) {}", NAME, handler)),
        Map.entry(
            "does not implement org.messagingagent.spi.MessagingPlugin",
            new PluginJar()
                .source("acme.Other", "package acme; public class Other {}")
                .service("acme.Other")),
        Map.entry("built for plugin interface 9.0", built("@RequiresSpi(\"9.0\")", NAME, handler)),
        Map.entry("which is no version such as", built("@RequiresSpi(\"x\")", NAME, handler)),
        Map.entry(
            "uses org.messagingagent.spi.ReceiptHandler, which this server does not have",
            new PluginJar()
                .sourceNotShipped(
                    "org.messagingagent.spi.ReceiptHandler",
                    "package org.messagingagent.spi; public interface ReceiptHandler {}")
                .source(
                    "acme.Plugin",
                    BrokenPlugins.source(NAME, handler)
                        .replace("MessagingPlugin {", "MessagingPlugin, ReceiptHandler {"))
                .service("acme.Plugin")),
        Map.entry(
            "uses org.messagingagent.spi.HandleOutcome.later(String, int), which this server does",
            BrokenPlugins.plugin(
                    NAME,
                    handler.replace("HandleOutcome.handled()", "HandleOutcome.later(\"x\", 1)"))
                .sourceNotShipped(
                    "org.messagingagent.spi.HandleOutcome",
                    "package org.messagingagent.spi; public class HandleOutcome {"
                        + " public static HandleOutcome later(String s, int i) { return null; } }")),
        Map.entry("does not have handle, which", BrokenPlugins.handlerOfOldInterface()),
        Map.entry("was compiled for Java 76 and this is", good.forNewerJava()),
        Map.entry(
            "it needs acme.lib.Library (used by acme.Plugin)",
            BrokenPlugins.plugin(
                    NAME,
                    "public Channel open(PluginContext c) { acme.lib.Library.go(); return null; }")
                .sourceNotShipped(
                    "acme.lib.Library",
                    "package acme.lib; public class Library { public static void go() {} }")),
        Map.entry(
            "it needs javax.mail, which is neither in its JARs nor in this JDK",
            BrokenPlugins.plugin(
                    NAME,
                    "public Channel open(PluginContext c) { javax.mail.Session.go(); return null; }")
                .sourceNotShipped(
                    "javax.mail.Session",
                    "package javax.mail; public class Session { public static void go() {} }")),
        Map.entry(
            "bad.jar has entries that lead out of it: ../evil.txt, /evil.txt",
            BrokenPlugins.good("sms").file("../evil.txt", "").file("/evil.txt", "")),
        Map.entry(
            "its name() is 'no such/name'",
            BrokenPlugins.plugin(NAME.replace("sms", "no such/name"), handler)),
        Map.entry(
            "acme/Broken.class in bad.jar is no class or is damaged",
            BrokenPlugins.good("sms").file("acme/Broken.class", "no class at all")),
        Map.entry(
            "acme/Huge.class in bad.jar is over 16 MiB unpacked",
            BrokenPlugins.good("sms")
                .file("acme/Huge.class", new byte[PluginClassLoader.MAX_CLASS_FILE + 1])));
  }

  @TestFactory
  Stream<DynamicTest> doubtsAreWarnings() {
    String handler = BrokenPlugins.HANDLER;
    Map<String, PluginJar> doubts =
        Map.of(
            "does not say which plugin interface it was built for",
            BrokenPlugins.good("sms"),
            "it brings classes of the plugin interface; the server's are used",
            BrokenPlugins.good("sms")
                .source(
                    "org.messagingagent.spi.Extra",
                    "package org.messagingagent.spi; public class Extra {}"),
            "it brings SLF4J; the server's is used",
            BrokenPlugins.good("sms")
                .source("org.slf4j.Extra", "package org.slf4j; public class Extra {}"),
            "it uses javax.mail beside jakarta.mail",
            BrokenPlugins.plugin(
                    NAME,
                    handler,
                    "Object both() { return new Object[] {"
                        + " javax.mail.Session.class, jakarta.mail.Session.class }; }")
                .source("javax.mail.Session", "package javax.mail; public class Session {}")
                .source("jakarta.mail.Session", "package jakarta.mail; public class Session {}"),
            "System.exit is called by acme.Plugin",
            BrokenPlugins.handling("if (message == null) { System.exit(1); }"),
            "bad.jar names ../lib.jar as Class-Path, which is not followed",
            BrokenPlugins.good("sms").manifest("Class-Path: ../lib.jar"),
            "its libraries name classes that are not there: opt.Optional (used by lib.Uses)",
            BrokenPlugins.good("sms")
                .source("lib.Uses", "package lib; class Uses { Object o = new opt.Optional(); }")
                .sourceNotShipped("opt.Optional", "package opt; public class Optional {}"),
            "bad.jar has JARs within it, which are not looked into: lib/inner.jar",
            BrokenPlugins.good("sms").file("lib/inner.jar", ""),
            "bad.jar has classes where no class loader looks: BOOT-INF/classes/acme/One.class",
            BrokenPlugins.good("sms").file("BOOT-INF/classes/acme/One.class", one()));
    return doubts.entrySet().stream()
        .map(
            odd ->
                DynamicTest.dynamicTest(
                    odd.getKey(),
                    () -> {
                      Path jar = odd.getValue().writeTo(directory, "bad.jar");
                      assertFinds(Severity.WARNING, odd.getKey(), jar);
                      assertThat(PluginVerifier.verify(jar).ok()).isTrue();
                    }));
  }

  private static byte[] one() {
    return new PluginJar()
        .source("acme.One", "package acme; public class One {}")
        .compile()
        .get("acme.One");
  }

  @Test
  void nativeLibrariesModulesAndNamesThatAreMadeAreMentioned() throws Exception {
    Path jar =
        built(
                "@RequiresSpi(SpiVersion.CURRENT)",
                "public String name() { return String.join(\"-\", \"s\", version()); }",
                BrokenPlugins.HANDLER)
            .file("linux/lib.so", "")
            .file("module-info.class", "")
            .writeTo(directory, "sms.jar");
    PluginReport report = PluginVerifier.verify(jar);
    assertThat(report.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "INFO: sms.jar has native libraries: linux/lib.so",
            "INFO: sms.jar is a module; plugins are loaded from the class path, where that means"
                + " nothing",
            "INFO: the name of acme.Plugin is not a constant, and cannot be told without running"
                + " it");
    assertThat(report.plugins().get(0).name()).isEmpty();
  }

  @Test
  void damagedAndAbsentFilesAreErrors() throws Exception {
    Path page = Files.writeString(directory.resolve("page.jar"), "<html>");
    assertFinds(Severity.ERROR, "page.jar is no JAR or is damaged", page);
    assertFinds(Severity.ERROR, "absent.jar is not there", directory.resolve("absent.jar"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertFinds(Severity.ERROR, "it is a directory without JARs", empty);
  }

  @Test
  void directoryIsLookedAtAsAWhole() throws Exception {
    Path plugin = directory.resolve("sms");
    String library = "package acme.lib; public class Library { public static void go() {} }";
    built(
            "@RequiresSpi(SpiVersion.CURRENT)",
            NAME,
            "public Channel open(PluginContext c) { acme.lib.Library.go(); return null; }")
        .sourceNotShipped("acme.lib.Library", library)
        .writeTo(plugin, "a.jar");
    assertThat(PluginVerifier.verify(plugin).ok()).isFalse();
    new PluginJar().source("acme.lib.Library", library).writeTo(plugin, "b.jar");
    assertThat(PluginVerifier.verify(plugin).findings()).isEmpty();
    new PluginJar().source("acme.lib.Library", library).writeTo(plugin, "c.jar");
    assertThat(PluginVerifier.verify(plugin).findings())
        .extracting(Finding::toString)
        .containsExactly(
            "WARNING: the same classes are in b.jar and c.jar: acme.lib.Library; those of the"
                + " first are used: remove one of them");
  }

  @Test
  void namesAreComparedWithThoseOfOthers() throws Exception {
    Path plugins = directory.resolve("plugins");
    Path installed = BrokenPlugins.good("sms").writeTo(plugins, "sms.jar");
    Files.writeString(plugins.resolve("README"), "plugins");
    Map<String, String> names = PluginVerifier.names(plugins);
    assertThat(names).containsExactly(Map.entry("sms", installed.toString()));
    Path other = BrokenPlugins.good("sms").writeTo(directory, "other.jar");
    assertThat(PluginVerifier.verify(other, names).findings())
        .extracting(Finding::text)
        .first()
        .isEqualTo(
            "the name 'sms' belongs to the plugin from %s already; remove one of them, or give it another name"
                .formatted(installed));
    assertThat(PluginVerifier.names(directory.resolve("absent"))).isEmpty();
  }

  @Test
  void superclassesAndDefaultMethodsWithinTheJarCount() throws Exception {
    Path jar =
        new PluginJar()
            .source(
                "acme.Base",
                BrokenPlugins.source(NAME, BrokenPlugins.HANDLER)
                    .replace("class Plugin", "abstract class Base"))
            .source(
                "acme.Plugin",
                """
                package acme;
                import java.util.List;
                import org.messagingagent.spi.*;
                @RequiresSpi(SpiVersion.CURRENT)
                public class Plugin extends Base {
                  static class Batches implements BatchSender {
                    public int maxBatch() { return 2; }
                    public List<SendOutcome> sendAll(List<OutgoingMessage> messages) {
                      HandleOutcome.Kind[] kinds = HandleOutcome.Kind.values().clone();
                      throw new PluginSettingException("a", kinds[0].name() + toString());
                    }
                  }
                }
                """)
            .service("acme.Plugin")
            .writeTo(directory, "sms.jar");
    PluginReport report = PluginVerifier.verify(jar);
    assertThat(report.findings()).isEmpty();
    assertThat(report.plugins().get(0).name()).hasValue("sms");
  }

  @Test
  void nothingOfThePluginRuns() throws Exception {
    Path jar =
        BrokenPlugins.plugin(
                "static { System.setProperty(\"messaging.test.ran\", \"yes\"); }",
                NAME,
                BrokenPlugins.HANDLER)
            .writeTo(directory, "sms.jar");
    PluginVerifier.verify(jar);
    assertThat(System.getProperty("messaging.test.ran")).isNull();
  }

  @Test
  void findingsAreBoundedAndOneLineEach() throws Exception {
    PluginJar jar = new PluginJar();
    String[] services = new String[500];
    for (int i = 0; i < services.length; i++) {
      services[i] = "acme.Absent" + i + "x".repeat(100);
    }
    Path file = jar.service(services).writeTo(directory, "many.jar");
    List<Finding> findings = PluginVerifier.verify(file).findings();
    assertThat(findings).hasSize(200);
    assertThat(findings).allSatisfy(finding -> assertThat(finding.text()).doesNotContain("\n"));
  }

  private static PluginJar built(String annotation, String... members) {
    return new PluginJar()
        .source(
            "acme.Plugin",
            BrokenPlugins.source(members).replace("public class", annotation + " public class"))
        .service("acme.Plugin");
  }

  private static void assertFinds(Severity severity, String text, Path plugin) {
    assertThat(PluginVerifier.verify(plugin).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(severity);
              assertThat(finding.text()).contains(text);
            });
  }
}
