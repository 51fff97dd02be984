package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.discard.DiscardPlugin;

class PluginHarnessTest {

  @TempDir Path directory;

  @Test
  void keepsMessagesOverARestart() {
    try (PluginHarness harness = PluginHarness.of(DiscardPlugin.class).start(directory)) {
      harness.createMessage("Hello");
      harness.awaitHandled(1);
      int id = harness.send(OutgoingMessage.to("+47").content("Hello").build()).messagingId();
      harness.restart();
      assertThat(harness.incoming("handled")).hasSize(1);
      assertThat(harness.status(id).status()).isEqualTo(DeliveryStatus.Status.SENT);
    }
  }

  @Test
  void runsAPluginFromItsJar() throws Exception {
    Path jar = PluginArchive.of(DiscardPlugin.class, directory);
    try (PluginHarness harness =
        PluginHarness.ofJars("discard", jar)
            .settings(Map.of("enabled", "true", "delay", "1ms"))
            .start(directory)) {
      assertThat(harness.listing().state()).isEqualTo("running");
      assertThat(harness.listing().location()).contains("plugins");
      harness.createMessage("Hello");
      harness.awaitHandled(1);
    }
  }

  @Test
  void runsAPluginWithItsLibrariesInADirectory() throws Exception {
    Path jar = PluginArchive.of(DiscardPlugin.class, directory);
    Path library = Files.copy(PluginArchive.of(Test.class, directory), directory.resolve("l.jar"));
    try (PluginHarness harness =
        PluginHarness.ofJars("discard", jar, library)
            .settings(Map.of("enabled", "true"))
            .start(directory)) {
      assertThat(harness.listing().location()).endsWith("discard");
      assertThat(harness.listing().state()).isEqualTo("running");
    }
  }

  @Test
  void showsWhyAPluginDoesNotRun() {
    try (PluginHarness harness =
        PluginHarness.of(DiscardPlugin.class).settings(Map.of("delay", "soon")).start(directory)) {
      assertThat(harness.listing().state()).isEqualTo("failed");
      assertThat(harness.listing().problem()).contains("messaging.plugin.discard.delay");
    }
  }

  @Test
  void waitsForALimitedTime() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Waiting.until("Nothing came", Duration.ofMillis(50), Optional::empty))
        .withMessage("Nothing came within 0 s");
  }

  @Test
  void hasNoAddressWhileItIsStopped() {
    try (PluginHarness harness = PluginHarness.of(DiscardPlugin.class).start(directory)) {
      harness.stop();
      assertThatIllegalStateException().isThrownBy(harness::address);
      harness.start();
      assertThat(harness.client().getPlugins()).hasSize(1);
    }
  }
}
