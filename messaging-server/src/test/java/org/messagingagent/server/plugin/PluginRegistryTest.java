package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.plugin.discard.DiscardPlugin;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSetting;

class PluginRegistryTest {

  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir Path data;
  @TempDir Path plugins;

  private final PluginLog log = new PluginLog();

  @AfterEach
  void detachLog() {
    log.close();
  }

  @TestFactory
  Stream<DynamicTest> brokenPluginCostsOneLineAndNothingElse() {
    return BrokenPlugins.shelf().entrySet().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.getValue(), () -> assertOneLine(broken.getKey(), broken.getValue())));
  }

  private void assertOneLine(PluginJar broken, String line) throws Exception {
    Path directory = Files.createTempDirectory(plugins, "shelf");
    Path jar = broken.writeTo(directory, "a-broken.jar");
    BrokenPlugins.good("fine").writeTo(directory, "b-fine.jar");
    try (PluginLog own = new PluginLog();
        PluginRegistry registry = load(directory)) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("fine");
      assertThat(registry.failures()).hasSize(1);
      PluginFailure failure = registry.failures().get(0);
      assertThat(failure.location()).isEqualTo(jar.toString());
      assertThat(failure.reason()).contains(line).doesNotContain("\n");
      assertThat(own.problems()).hasSize(1);
      assertThat(own.problems().get(0)).contains(jar.toString(), failure.reason());
      assertThat(own.hasStackTrace()).isFalse();
      assertThat(registry.find("fine").orElseThrow().handle(message("fine")).outcome())
          .isEqualTo(HandleOutcome.handled());
    }
  }

  @TestFactory
  Stream<DynamicTest> pluginThatDoesWhatItShouldNotWorksAllTheSame() {
    AtomicInteger number = new AtomicInteger();
    return BrokenPlugins.odd().entrySet().stream()
        .map(
            odd ->
                DynamicTest.dynamicTest(
                    "%d %s".formatted(number.incrementAndGet(), odd.getValue().orElse("no line")),
                    () -> assertWorks(odd.getKey(), odd.getValue())));
  }

  private void assertWorks(PluginJar odd, Optional<String> line) throws Exception {
    Path directory = Files.createTempDirectory(plugins, "odd");
    odd.writeTo(directory, "odd.jar");
    try (PluginLog own = new PluginLog();
        PluginRegistry registry = load(directory)) {
      assertThat(registry.failures()).isEmpty();
      assertThat(registry.find("broken").orElseThrow().handle(message("broken")).outcome())
          .isEqualTo(HandleOutcome.handled());
      assertThat(own.problems()).hasSize(line.isPresent() ? 1 : 0);
      line.ifPresent(part -> assertThat(own.problems().get(0)).contains("odd.jar", part));
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("nothing was unpacked").hasSize(1);
    }
  }

  @Test
  void pluginsThatDoNotComeBackAreLeftBehindTogether() throws Exception {
    List<String> lines = new ArrayList<>();
    BrokenPlugins.endless()
        .forEach(
            (jar, line) -> {
              lines.add(line);
              write(jar.named("p" + lines.size()), "p%d.jar".formatted(lines.size()));
            });
    BrokenPlugins.good("fine").writeTo(plugins, "fine.jar");
    try (PluginRegistry registry =
        load(PluginsConfig.NONE.withDirectory(plugins).withOpenTimeout(SHORT))) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("fine");
      assertThat(log.problems()).hasSize(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        String jar = "p%d.jar".formatted(i + 1);
        String part = lines.get(i);
        assertThat(log.problems())
            .filteredOn(problem -> problem.contains(jar))
            .singleElement()
            .asString()
            .contains(part);
      }
    } finally {
      endLoops();
    }
  }

  private static void endLoops() throws InterruptedException {
    System.setProperty(BrokenPlugins.END_OF_LOOPS, "now");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("plugin-open-p")) {
        thread.join(30_000);
      }
    }
    System.clearProperty(BrokenPlugins.END_OF_LOOPS);
  }

  @ParameterizedTest
  @CsvSource({
    "System.exit(1);, 'it called System.exit(1), which would end the server'",
    "if (true) { throw new LinkageError(\"odd\"); }, 'LinkageError: odd'",
    "Missing.call();, 'NoClassDefFoundError: acme/Missing'",
    "if (true) { throw new OutOfMemoryError(\"little\"); }, 'OutOfMemoryError: little'"
  })
  void whateverAHandlerDoesCostsOneLineACall(String statement, String line) throws Exception {
    BrokenPlugins.handling(statement)
        .sourceNotShipped("acme.Missing", "package acme; class Missing { static void call() {} }")
        .writeTo(plugins, "bad.jar");
    try (PluginRegistry registry = load(plugins)) {
      HandleOutcome outcome =
          registry.find("broken").orElseThrow().handle(message("broken")).outcome();
      assertThat(outcome.kind()).isEqualTo(HandleOutcome.Kind.RETRY);
      assertThat(outcome.reason()).startsWith(line);
      assertThat(log.problems()).hasSize(1).first().asString().contains("broken", line);
    }
  }

  private void write(PluginJar jar, String fileName) {
    try {
      jar.writeTo(plugins, fileName);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fileThatIsNoJarCostsOneLine() throws Exception {
    Files.writeString(plugins.resolve("page.jar"), "<html>404 Not Found</html>");
    assertOnlyFailure("page.jar is no JAR or is damaged");
  }

  @Test
  void directoryWithoutJarsCostsOneLine() throws Exception {
    Files.writeString(Files.createDirectory(plugins.resolve("sms")).resolve("README"), "read");
    assertOnlyFailure("it is a directory without JARs");
  }

  @Test
  void damagedJarAmongThoseOfPluginCostsOneLine() throws Exception {
    BrokenPlugins.good("sms").writeTo(plugins.resolve("sms"), "sms.jar");
    Files.writeString(plugins.resolve("sms/library.jar"), "");
    assertOnlyFailure("library.jar is no JAR or is damaged");
  }

  @Test
  void pluginsDirectoryThatIsFileCostsOneLine() throws Exception {
    Path file = Files.createFile(data.resolve("plugins"));
    try (PluginRegistry registry = load(file)) {
      assertThat(registry.failures()).hasSize(1);
      assertThat(log.problems()).hasSize(1);
    }
  }

  @Test
  void missingDirectoryIsNoPluginsAndNoWarning() {
    try (PluginRegistry registry = load(data.resolve("absent"))) {
      assertThat(registry.all()).isEmpty();
      assertThat(registry.failures()).isEmpty();
      assertThat(log.problems()).isEmpty();
    }
  }

  @Test
  void otherFilesInTheDirectoryAreLeftAlone() throws Exception {
    Files.writeString(plugins.resolve("README.md"), "plugins");
    Files.writeString(plugins.resolve(".hidden.jar"), "plugins");
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.failures()).isEmpty();
    }
  }

  @Test
  void pluginThatHangsAtItsStartIsLeftBehind() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch neverMind = new CountDownLatch(1);
    MessagingPlugin hanging =
        new GivenPlugin(
            "hanging",
            context -> {
              try {
                neverMind.await();
              } catch (InterruptedException e) {
                // Late, but here it is: a channel that nobody waits for any more.
              }
              return new IncomingHandler() {
                @Override
                public HandleOutcome handle(IncomingMessage message) {
                  return HandleOutcome.handled();
                }

                @Override
                public void close() {
                  closed.countDown();
                }
              };
            });
    try (PluginRegistry registry =
        load(PluginsConfig.NONE.withOpenTimeout(SHORT), hanging, GivenPlugin.named("fine"))) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("fine");
      assertThat(registry.failures()).hasSize(1);
      assertThat(registry.failures().get(0).reason())
          .contains("its open() did not return within 500 ms");
      closed.await();
    }
  }

  @Test
  void constructorThatHangsIsLeftBehind() throws Exception {
    BrokenPlugins.plugin(
            "public Plugin() throws Exception { new java.util.concurrent.CountDownLatch(1).await();"
                + " }",
            "public String name() { return \"hanging\"; }",
            BrokenPlugins.HANDLER)
        .writeTo(plugins, "hanging.jar");
    try (PluginRegistry registry =
        load(PluginsConfig.NONE.withDirectory(plugins).withOpenTimeout(SHORT))) {
      assertThat(registry.failures()).hasSize(1);
      assertThat(registry.failures().get(0).reason()).contains("did not return within 500 ms");
    }
  }

  @Test
  void firstByFileNameKeepsTheNameAndBothAreNamed() throws Exception {
    Path second = BrokenPlugins.good("sms").writeTo(plugins, "sms-2.jar");
    Path first = BrokenPlugins.good("sms").writeTo(plugins, "sms-1.jar");
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.all())
          .extracting(InstalledPlugin::location)
          .containsExactly(first.toString());
      assertThat(registry.failures()).hasSize(1);
      assertThat(registry.failures().get(0).name()).hasValue("sms");
      assertThat(registry.failures().get(0).reason())
          .contains("'sms'", first.toString(), second.toString());
      assertThat(log.problems()).hasSize(1);
    }
  }

  @Test
  void builtInPluginKeepsItsNameAgainstOneFromTheDirectory() throws Exception {
    BrokenPlugins.good("file").writeTo(plugins, "a.jar");
    try (PluginRegistry registry = load(PluginsConfig.DEFAULTS.withDirectory(plugins))) {
      assertThat(registry.find("file"))
          .map(InstalledPlugin::location)
          .hasValue("the server itself");
      assertThat(registry.failures()).hasSize(1);
    }
  }

  @Test
  void builtInPluginsAreFoundAndAllButFileAreOffUnlessAskedFor() {
    try (PluginRegistry registry = load(PluginsConfig.DEFAULTS)) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("file");
      assertThat(registry.switchedOff())
          .containsExactlyInAnyOrder("discard", "http-sms", "smpp", "smtp", "webhook");
      assertThat(registry.failures()).isEmpty();
    }
    Map<String, Map<String, String>> settings = Map.of("discard", Map.of("enabled", "true"));
    try (PluginRegistry registry = load(PluginsConfig.DEFAULTS, settings)) {
      assertThat(registry.all())
          .extracting(InstalledPlugin::name)
          .containsExactly("discard", "file");
      assertThat(registry.find("discard").orElseThrow().supportsConfig()).isTrue();
      assertThat(registry.find("file").orElseThrow().supportsConfig()).isFalse();
    }
  }

  @Test
  void pluginThatAnApplicationGivesIsWanted() {
    try (PluginRegistry registry = load(PluginsConfig.DEFAULTS, new DiscardPlugin())) {
      assertThat(registry.find("discard"))
          .map(InstalledPlugin::location)
          .hasValue("the application");
      // The class path has the same class: the application's object stands for it.
      assertThat(registry.failures()).isEmpty();
      assertThat(registry.switchedOff()).doesNotContain("discard");
    }
  }

  @Test
  void pluginIsToldHowLongItsCallsMayTake() {
    List<Duration> told = new ArrayList<>();
    MessagingPlugin plugin =
        new GivenPlugin(
            "sms",
            context -> {
              told.add(context.sendTimeout());
              told.add(context.handleTimeout());
              return handler();
            });
    Map<String, Map<String, String>> settings = Map.of("sms", Map.of("limits.send-timeout", "7s"));
    try (PluginRegistry registry = load(PluginsConfig.NONE, settings, plugin)) {
      assertThat(registry.find("sms")).isPresent();
      assertThat(told).containsExactly(Duration.ofSeconds(7), Duration.ofMinutes(5));
    }
  }

  @Test
  void pluginThatIsSwitchedOffIsNotOpened() {
    MessagingPlugin plugin =
        new GivenPlugin(
            "sms",
            context -> {
              throw new AssertionError("opened");
            });
    try (PluginRegistry registry =
        load(PluginsConfig.NONE, Map.of("sms", Map.of("enabled", "FALSE")), plugin)) {
      assertThat(registry.find("sms")).isEmpty();
      assertThat(registry.switchedOff()).containsExactly("sms");
      assertThat(log.problems()).isEmpty();
      assertThat(log.story())
          .containsExactly(
              "Switched off: sms; messaging.plugin.<name>.enabled=true switches one on");
    }
  }

  @Test
  void switchThatIsNeitherOnNorOffCostsOneLine() {
    try (PluginRegistry registry =
        load(
            PluginsConfig.NONE,
            Map.of("sms", Map.of("enabled", "maybe")),
            GivenPlugin.named("sms"))) {
      assertThat(registry.failures())
          .extracting(PluginFailure::reason)
          .containsExactly(
              "its settings are wrong: messaging.plugin.sms.enabled must be true or false, was"
                  + " 'maybe'; set them right and restart it");
    }
  }

  @Test
  void namesCompareExactlyAndListsByName() {
    try (PluginRegistry registry =
        load(PluginsConfig.NONE, GivenPlugin.named("b"), GivenPlugin.named("a"))) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("a", "b");
      assertThat(registry.find("A")).isEmpty();
      assertThat(registry.find("")).isEmpty();
    }
  }

  @Test
  void startTellsWhatEachPluginIs() throws Exception {
    Path jar =
        BrokenPlugins.plugin(
                "public String name() { return \"sms\"; }",
                "public String version() { return \"1.2\\n3\"; }",
                "public List<String> formats() { return List.of(\"sms/160\", \"sms/mms\"); }",
                BrokenPlugins.HANDLER)
            .writeTo(plugins, "sms.jar");
    load(plugins).close();
    assertThat(log.story())
        .containsExactly(
            "Plugin sms 1.2 3 from %s: takes incoming messages; formats [sms/160, sms/mms]"
                .formatted(jar));
  }

  @Test
  void pluginGetsItsSettingsClockAndDirectory() {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    GivenPlugin plugin =
        new GivenPlugin(
            "sms",
            List.of(),
            List.of(PluginSetting.text("url"), PluginSetting.text("other")),
            context -> {
              assertThat(context.pluginName()).isEqualTo("sms");
              assertThat(context.settings().keys()).containsExactly("url");
              assertThat(context.settings().require("url")).isEqualTo("http://gateway");
              assertThat(context.settings().get("other")).isEmpty();
              assertThat(context.clock()).isSameAs(clock);
              assertThat(context.dataDirectory()).isDirectory().startsWith(data);
              assertThat(Files.getPosixFilePermissions(context.dataDirectory()))
                  .isEqualTo(PosixFilePermissions.fromString("rwx------"));
              return handler();
            });
    try (PluginRegistry registry =
        PluginRegistry.load(
            PluginsConfig.NONE,
            List.of(plugin),
            name -> Map.of("url", "http://gateway", "enabled", "true"),
            data,
            clock,
            NoHost.HOST)) {
      assertThat(registry.failures()).isEmpty();
    }
  }

  @Test
  void allThatIsWrongWithSettingsStandsInOneLineByName() throws Exception {
    BrokenPlugins.withSettings(
            "PluginSetting.url(\"url\").required(), PluginSetting.number(\"window\"),"
                + " PluginSetting.text(\"password\").secret().oneOf(\"a\", \"b\"),"
                + " PluginSetting.number(\"size\").between(1, 9)")
        .writeTo(plugins, "sms.jar");
    Map<String, Map<String, String>> settings =
        Map.of(
            "broken",
            Map.of("ulr", "http://x", "window", "wide", "size", "10", "password", "hunter2"));
    try (PluginRegistry registry = load(PluginsConfig.NONE.withDirectory(plugins), settings)) {
      assertThat(registry.find("broken")).isEmpty();
      assertThat(log.problems()).hasSize(1);
      assertThat(log.problems().get(0))
          .contains(
              "Plugin broken from ",
              "messaging.plugin.broken.url is required",
              "messaging.plugin.broken.ulr is not known; the plugin has url, window",
              "messaging.plugin.broken.window must be a whole number, was 'wide'",
              "messaging.plugin.broken.size must be a whole number from 1 to 9, was '10'",
              "messaging.plugin.broken.password must be ")
          .doesNotContain("hunter2", "\n");
    }
  }

  @Test
  void directoryThatOthersMayWriteIsWarnedAbout() throws Exception {
    assumeTrue(plugins.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path jar = BrokenPlugins.good("sms").writeTo(plugins, "sms.jar");
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
    load(plugins).close();
    assertThat(log.problems()).isEmpty();
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xrwx"));
    load(plugins).close();
    assertThat(log.problems()).hasSize(1);
    assertThat(log.problems().get(0)).contains("Other users may write " + plugins);
  }

  @Test
  void closeClosesEachPluginOnceAndWaitsForALimitedTime() {
    CountDownLatch never = new CountDownLatch(1);
    ClosingHandler hanging =
        new ClosingHandler(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
            });
    ClosingHandler failing =
        new ClosingHandler(
            () -> {
              throw new IllegalStateException("stuck");
            });
    ClosingHandler fine = new ClosingHandler(() -> {});
    PluginRegistry registry =
        load(
            PluginsConfig.NONE.withCloseTimeout(SHORT),
            new GivenPlugin("hanging", context -> hanging),
            new GivenPlugin("failing", context -> failing),
            new GivenPlugin("fine", context -> fine));
    registry.close();
    registry.close();
    assertThat(List.of(hanging.closed, failing.closed, fine.closed)).containsOnly(1);
    assertThat(log.problems())
        .containsExactlyInAnyOrder(
            "Plugin hanging did not close in time; it was interrupted and left behind",
            "Plugin failing failed to close: IllegalStateException: stuck");
    assertThat(log.hasStackTrace()).isFalse();
  }

  @Test
  void twoPluginsHaveEachItsOwnVersionOfOneLibrary() throws Exception {
    for (String version : List.of("1", "2")) {
      Path directory = Files.createDirectory(plugins.resolve("p" + version));
      library(version).writeTo(directory, "library.jar");
      BrokenPlugins.plugin(
              "public String name() { return \"p\" + lib.Library.version(); }",
              "public String version() {" + " return lib.Library.resource(); }",
              BrokenPlugins.HANDLER)
          .sourceNotShipped("lib.Library", LIBRARY.formatted(version))
          .writeTo(directory, "plugin.jar");
    }
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.failures()).isEmpty();
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("p1", "p2");
      assertThat(registry.all())
          .extracting(plugin -> plugin.info().version())
          .containsExactly("resource 1", "resource 2");
    }
  }

  private static final String LIBRARY =
      """
      package lib;
      public class Library {
        public static String version() { return "%s"; }
        public static String resource() {
          try (var in = Thread.currentThread().getContextClassLoader()
              .getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes());
          } catch (java.io.IOException e) {
            return "none";
          }
        }
      }
      """;

  private static PluginJar library(String version) {
    return new PluginJar()
        .source("lib.Library", LIBRARY.formatted(version))
        .file("version.txt", "resource " + version);
  }

  @Test
  void pluginSeesTheJdkAndTheSharedPackagesAndNothingElseOfTheServer() throws Exception {
    BrokenPlugins.plugin(
            "public String name() { return \"sees\"; }",
            """
            static String see(String name) {
              try {
                Class<?> seen = Class.forName(name);
                return seen.getClassLoader() == Plugin.class.getClassLoader() ? "o" : "y";
              } catch (ClassNotFoundException e) {
                return "n";
              }
            }
            """,
            """
            public String version() {
              return see("java.sql.Connection")
                  + see("org.messagingagent.spi.HandleOutcome")
                  + see("org.slf4j.LoggerFactory")
                  + see("org.slf4j.bridge.Own")
                  + see("com.google.inject.Guice")
                  + see("org.messagingagent.server.plugin.PluginRegistry")
                  + see("org.messagingagent.spiritless.Class");
            }
            """,
            BrokenPlugins.HANDLER)
        .source("org.slf4j.bridge.Own", "package org.slf4j.bridge; public class Own {}")
        .writeTo(plugins, "sees.jar");
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.find("sees")).map(plugin -> plugin.info().version()).hasValue("yyyonnn");
    }
  }

  @Test
  void handlerOfOldInterfaceCostsARetryAndOneLine() throws Exception {
    BrokenPlugins.handlerOfOldInterface().writeTo(plugins, "old.jar");
    try (PluginRegistry registry = load(plugins)) {
      HandleOutcome outcome = registry.find("old").orElseThrow().handle(message("old")).outcome();
      assertThat(outcome.kind()).isEqualTo(HandleOutcome.Kind.RETRY);
      assertThat(outcome.reason()).startsWith("AbstractMethodError: ");
      assertThat(log.problems()).hasSize(1);
    }
  }

  @Test
  void onePluginOfAJarMayFailWhileAnotherRuns() throws Exception {
    BrokenPlugins.good("good")
        .source(
            "acme.Second",
            BrokenPlugins.source(
                    "public String name() { return \"second\"; }", BrokenPlugins.HANDLER)
                .replace("class Plugin", "class Second")
                .replace("new IncomingHandler", "Broken.now() ? null : new IncomingHandler"))
        .source(
            "acme.Broken", "package acme; class Broken { static boolean now() { return true; } }")
        .service("acme.Plugin", "acme.Second")
        .writeTo(plugins, "two.jar");
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.failures())
          .extracting(PluginFailure::name)
          .containsExactly(Optional.of("second"));
      assertThat(registry.find("good").orElseThrow().handle(message("good")).outcome())
          .isEqualTo(HandleOutcome.handled());
    }
  }

  private void assertOnlyFailure(String line) throws Exception {
    BrokenPlugins.good("fine").writeTo(plugins, "fine.jar");
    try (PluginRegistry registry = load(plugins)) {
      assertThat(registry.all()).extracting(InstalledPlugin::name).containsExactly("fine");
      assertThat(registry.failures()).hasSize(1);
      assertThat(registry.failures().get(0).reason()).contains(line);
      assertThat(log.problems()).hasSize(1);
      assertThat(log.hasStackTrace()).isFalse();
    }
  }

  private PluginRegistry load(Path directory) {
    return load(PluginsConfig.NONE.withDirectory(directory));
  }

  private PluginRegistry load(PluginsConfig config, MessagingPlugin... given) {
    return load(config, Map.of(), given);
  }

  private PluginRegistry load(
      PluginsConfig config, Map<String, Map<String, String>> settings, MessagingPlugin... given) {
    return PluginRegistry.load(
        config,
        List.of(given),
        name -> settings.getOrDefault(name, Map.of()),
        data,
        Clock.systemUTC(),
        NoHost.HOST);
  }

  private static IncomingMessage message(String plugin) {
    return new IncomingMessage(
        1, plugin, "", "", "", "", Optional.empty(), OptionalInt.empty(), Instant.EPOCH, 1);
  }

  private static IncomingHandler handler() {
    return message -> HandleOutcome.handled();
  }

  private interface Closing {
    void close() throws IOException;
  }

  private static final class ClosingHandler implements IncomingHandler {

    private final Closing closing;
    private volatile int closed;

    ClosingHandler(Closing closing) {
      this.closing = closing;
    }

    @Override
    public HandleOutcome handle(IncomingMessage message) {
      return HandleOutcome.handled();
    }

    @Override
    public void close() throws IOException {
      closed++;
      closing.close();
    }
  }
}
