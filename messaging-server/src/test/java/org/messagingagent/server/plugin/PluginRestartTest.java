package org.messagingagent.server.plugin;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.TestKeyValueStore;
import org.messagingagent.server.plugin.PluginOperationException.Reason;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.IncomingHandler;
import org.messagingagent.spi.IncomingMessage;

@Timeout(60)
class PluginRestartTest {

  private static final String URL_SETTING =
      "public List<PluginSetting> settings() { return List.of(PluginSetting.url(\"url\")); }";

  @TempDir Path plugins;
  @TempDir Path data;

  private final PluginLog log = new PluginLog();
  private final Map<String, String> settings = new HashMap<>();
  private final Users users = new Users();
  private final TestKeyValueStore values = new TestKeyValueStore(Clock.systemUTC());

  @AfterEach
  void detachLog() {
    log.close();
  }

  @Test
  void newVersionOfTheJarTakesThePlaceOfTheOldOne() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      InstalledPlugin old = registry.find("sms").orElseThrow();
      write("2", "sms.jar");
      assertThat(registry.restart("sms"))
          .isEqualTo(
              "Plugin sms was restarted: version 2 from %s took the place of version 1"
                  .formatted(plugins.resolve("sms.jar")));
      assertThat(registry.find("sms").orElseThrow().info().version()).isEqualTo("2");
      assertThat(registry.find("sms").orElseThrow()).isNotSameAs(old);
      assertThat(old.handling().enter())
          .hasValueSatisfying(
              refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.STOPPING));
      assertThat(users.story).containsExactly("started sms 1", "stopping sms 1", "started sms 2");
    }
  }

  @Test
  void newVersionMayComeUnderAnotherFileName() throws Exception {
    Path old = write("1", "sms-1.jar");
    try (PluginRegistry registry = load()) {
      Files.delete(old);
      write("2", "sms-2.jar");
      registry.restart("sms");
      assertThat(registry.find("sms").orElseThrow().info().version()).isEqualTo("2");
    }
  }

  @Test
  void pluginThatWasPutThereLaterIsStarted() throws Exception {
    try (PluginRegistry registry = load()) {
      write("1", "sms.jar");
      assertThat(registry.restart("sms")).startsWith("Plugin sms was started: version 1 from ");
      assertThat(registry.find("sms")).isPresent();
    }
  }

  @Test
  void oldOneGoesOnWhereTheNewOneIsBroken() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      BrokenPlugins.plugin(
              "public String name() { return \"sms\"; }",
              "public List<String> formats() { return null; }",
              BrokenPlugins.HANDLER)
          .writeTo(plugins, "new.jar");
      Files.move(plugins.resolve("new.jar"), plugins.resolve("sms.jar"), REPLACE_EXISTING);
      assertRefused(registry, "its formats() is null", "; the running one goes on");
      assertThat(registry.find("sms").orElseThrow().info().version()).isEqualTo("1");
      assertThat(registry.find("sms").orElseThrow().handling().enter()).isEmpty();
      assertThat(users.story).containsExactly("started sms 1");
    }
  }

  @Test
  void oldOneGoesOnWhereTheSettingsHaveBecomeWrong() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      settings.put("url", "nowhere");
      settings.put("limits.send-rate", "-1");
      settings.put("colour", "red");
      assertRefused(
          registry,
          "messaging.plugin.sms.url must be a URL",
          "messaging.plugin.sms.limits.send-rate must be a whole number from 0 to 1000000, was '-1'",
          "messaging.plugin.sms.colour is not known; the plugin has url",
          "; the running one goes on");
      assertThat(users.story).containsExactly("started sms 1");
    }
  }

  @Test
  void settingsAreReadAgain() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      settings.put("url", "http://gateway.example");
      registry.restart("sms");
      assertThat(registry.find("sms").orElseThrow().settings().get("url"))
          .contains("http://gateway.example");
      settings.put("enabled", "false");
      assertThat(registry.restart("sms"))
          .isEqualTo("Plugin sms is switched off by its settings; it was stopped");
      assertThat(registry.find("sms")).isEmpty();
      assertThat(registry.switchedOff()).containsExactly("sms");
      settings.remove("enabled");
      registry.restart("sms");
      assertThat(registry.find("sms")).isPresent();
      assertThat(registry.switchedOff()).isEmpty();
    }
  }

  @Test
  void pluginThatFailedIsStartedOnceItsCauseIsGone() throws Exception {
    write("1", "sms.jar");
    settings.put("url", "nowhere");
    try (PluginRegistry registry = load()) {
      assertThat(registry.failures()).hasSize(1);
      settings.clear();
      registry.restart("sms");
      assertThat(registry.failures()).isEmpty();
      assertThat(registry.find("sms")).isPresent();
    }
  }

  @Test
  void whereTheNewOneDoesNotOpenTheOldOneIsGoneAndThatIsSaid() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      BrokenPlugins.plugin(
              "public String name() { return \"sms\"; }",
              "public Channel open(PluginContext context) { throw new IllegalStateException(\"no licence\"); }")
          .writeTo(plugins, "sms.jar");
      assertThatExceptionOfType(PluginOperationException.class)
          .isThrownBy(() -> registry.restart("sms"))
          .withMessageStartingWith(
              "Plugin 'sms' was stopped, and does not start: IllegalStateException: no licence");
      assertThat(registry.find("sms")).isEmpty();
      assertThat(registry.failures()).hasSize(1);
    }
  }

  @Test
  void unknownNameIsRefusedWithTheNamesThatThereAre() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      for (Runnable call :
          List.<Runnable>of(
              () -> registry.restart("smtp"),
              () -> registry.pause("smtp"),
              () -> registry.resume("smtp"))) {
        assertThatExceptionOfType(PluginOperationException.class)
            .isThrownBy(call::run)
            .withMessage("There is no plugin 'smtp'; there are: sms")
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
      }
    }
  }

  @Test
  void pluginThatIsGoneGoesOnAndThatIsSaid() throws Exception {
    Path jar = write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      Files.delete(jar);
      assertRefused(registry, "it is not at " + jar + " any more, nor elsewhere");
      assertThat(registry.find("sms")).isPresent();
    }
  }

  @Test
  void pauseOutlivesARestartOfThePluginAndOfTheServer() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      registry.pause("sms");
      registry.restart("sms");
      assertPaused(registry);
    }
    try (PluginRegistry registry = load()) {
      assertPaused(registry);
      registry.resume("sms");
      assertThat(registry.find("sms").orElseThrow().handling().enter()).isEmpty();
    }
    try (PluginRegistry registry = load()) {
      assertThat(registry.find("sms").orElseThrow().sending().closed()).isEmpty();
    }
  }

  @Test
  void classesOfTheOldOneCanBeCollected() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      WeakReference<ClassLoader> old =
          new WeakReference<>(registry.find("sms").orElseThrow().loader());
      registry.restart("sms");
      users.story.clear();
      for (int i = 0; old.get() != null && i < 200; i++) {
        System.gc();
        Thread.onSpinWait();
      }
      assertThat(old.get()).isNull();
    }
  }

  @Test
  void jarOfTheOldOneIsLetGo() throws Exception {
    write("1", "sms.jar");
    try (PluginRegistry registry = load()) {
      ClassLoader old = registry.find("sms").orElseThrow().loader();
      registry.restart("sms");
      assertThat(old.getResource("acme/Plugin.class")).isNull();
    }
  }

  @Test
  void otherPluginsArePausedWhileOneIsBeingRestarted() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch mayClose = new CountDownLatch(1);
    GivenPlugin slow =
        new GivenPlugin(
            "slow",
            context ->
                new IncomingHandler() {
                  @Override
                  public HandleOutcome handle(IncomingMessage message) {
                    return HandleOutcome.handled();
                  }

                  @Override
                  public void close() {
                    closing.countDown();
                    try {
                      mayClose.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                });
    try (PluginRegistry registry = load(slow, GivenPlugin.named("other"))) {
      Thread restart = new Thread(() -> registry.restart("slow"));
      restart.start();
      closing.await();
      registry.pause("other");
      assertThat(registry.find("other").orElseThrow().handling().enter()).isPresent();
      assertThat(registry.find("slow")).as("found while it is being restarted").isPresent();
      mayClose.countDown();
      restart.join();
    }
  }

  @Test
  void threadThatAPluginLeavesBehindTakesOneLine() throws Exception {
    BrokenPlugins.plugin(
            "public String name() { return \"sms\"; }",
            "public Channel open(PluginContext context) {"
                + " Thread thread = new Thread(() -> { while (true) {"
                + " try { new java.util.concurrent.CountDownLatch(1).await(); }"
                + " catch (InterruptedException e) { if (stop) return; } } }, \"leftover\");"
                + " thread.setDaemon(true); thread.start();"
                + " return (IncomingHandler) message -> HandleOutcome.handled(); }",
            "public static volatile boolean stop;")
        .writeTo(plugins, "sms.jar");
    try (PluginRegistry registry = load()) {
      ClassLoader old = registry.find("sms").orElseThrow().loader();
      Class<?> type = old.loadClass("acme.Plugin");
      registry.restart("sms");
      assertThat(log.problems())
          .containsExactly(
              "Plugin from sms.jar left threads behind, which go on and keep its classes: leftover");
      type.getField("stop").setBoolean(null, true);
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("leftover"))
          .forEach(Thread::interrupt);
      registry
          .find("sms")
          .orElseThrow()
          .loader()
          .loadClass("acme.Plugin")
          .getField("stop")
          .setBoolean(null, true);
    }
  }

  private static void assertRefused(PluginRegistry registry, String... parts) {
    assertThatExceptionOfType(PluginOperationException.class)
        .isThrownBy(() -> registry.restart("sms"))
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.REFUSED);
              assertThat(e.getMessage())
                  .startsWith("Plugin 'sms' was not restarted: ")
                  .contains(parts);
            });
  }

  private static void assertPaused(PluginRegistry registry) {
    assertThat(registry.find("sms").orElseThrow().sending().enter())
        .hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.PAUSED));
  }

  /** Moved into its place, as an operator should: the old file stays whole for who has it open. */
  private Path write(String version, String fileName) throws IOException {
    Path made =
        BrokenPlugins.plugin(
                "public String name() { return \"sms\"; }",
                "public String version() { return \"%s\"; }".formatted(version),
                URL_SETTING,
                BrokenPlugins.HANDLER)
            .writeTo(data, "made.jar");
    return Files.move(made, plugins.resolve(fileName), REPLACE_EXISTING);
  }

  private PluginRegistry load(GivenPlugin... given) {
    PluginRegistry registry =
        PluginRegistry.load(
            PluginsConfig.NONE.withDirectory(plugins),
            List.of(given),
            name -> settings,
            data,
            Clock.systemUTC(),
            new KeepingHost(values));
    registry.tell(users);
    return registry;
  }

  /** What the users of plugins are told. */
  private static final class Users implements PluginUser {

    private final List<String> story = new ArrayList<>();

    @Override
    public void started(InstalledPlugin plugin) {
      story.add("started %s %s".formatted(plugin.name(), plugin.info().version()));
    }

    @Override
    public void stopping(InstalledPlugin plugin) {
      story.add("stopping %s %s".formatted(plugin.name(), plugin.info().version()));
    }
  }
}
