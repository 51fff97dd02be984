package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.server.PluginHarness;

/** The JAR as it is shipped, in a server's plugins directory. */
class GatewayPluginJarIT {

  private final FakeGateway gateway = Gateways.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void runsFromItsJar(@TempDir Path directory) {
    Path jar = Path.of(System.getProperty("plugin.jar"));
    try (PluginHarness harness =
        PluginHarness.ofJars("${pluginName}", jar)
            .settings(Gateways.settings(gateway))
            .start(directory)) {
      assertThat(harness.listing().state()).isEqualTo("running");
      assertThat(harness.listing().version()).isNotEqualTo("unknown");
      harness.createMessage("Hello");
      harness.awaitHandled(1);
      assertThat(
              harness
                  .send(OutgoingMessage.to("+4790000002").content("Hello").build())
                  .isHandedOver())
          .isTrue();
    }
  }
}
