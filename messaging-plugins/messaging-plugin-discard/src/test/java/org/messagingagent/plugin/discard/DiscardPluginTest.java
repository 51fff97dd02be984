package org.messagingagent.plugin.discard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.testkit.MessagingPluginContract;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.HandleOutcome;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.SendOutcome;

class DiscardPluginTest implements MessagingPluginContract {

  @TempDir Path directory;

  private final DiscardPlugin plugin = new DiscardPlugin();

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return DiscardPlugin.class;
  }

  @Override
  public List<Map<String, String>> badSettings() {
    return List.of(
        Map.of("delay", "soon"),
        Map.of("delay", "2h"),
        Map.of("fail-every", "-1"),
        Map.of("fail-every", "often"));
  }

  @Test
  void runsOnlyWhereItIsAskedFor() {
    assertThat(plugin.enabledByDefault()).isFalse();
  }

  @Test
  void takesEveryFormat() {
    assertThat(plugin.formats()).isEmpty();
  }

  @Test
  void countsWhatItHandledAndSent() throws Exception {
    try (DiscardChannel channel = open(Map.of())) {
      channel.handle(TestMessages.incoming("discard", 1, "a"));
      channel.handle(TestMessages.incoming("discard", 2, "b"));
      assertThat(channel.send(TestMessages.outgoing(7, "c"), Map.of("key", "value")))
          .isEqualTo(SendOutcome.sent("discard-7"));
    }
    assertThat(plugin.handled()).isEqualTo(2);
    assertThat(plugin.sent()).isEqualTo(1);
  }

  @Test
  void failsEachCallOfTheNumberAskedFor() throws Exception {
    try (DiscardChannel channel = open(Map.of("fail-every", "3", "delay", "1ms"))) {
      for (int call = 1; call <= 6; call++) {
        boolean fails = call % 3 == 0;
        assertThat(channel.handle(TestMessages.incoming("discard", call, "a")).kind())
            .isEqualTo(fails ? HandleOutcome.Kind.RETRY : HandleOutcome.Kind.HANDLED);
        assertThat(channel.send(TestMessages.outgoing(call, "a")).kind())
            .isEqualTo(fails ? SendOutcome.Kind.RETRY : SendOutcome.Kind.SENT);
      }
    }
    assertThat(plugin.handled()).isEqualTo(4);
    assertThat(plugin.sent()).isEqualTo(4);
  }

  private DiscardChannel open(Map<String, String> settings) throws Exception {
    return (DiscardChannel) TestPluginContext.of(plugin, directory).withSettings(settings).open();
  }
}
