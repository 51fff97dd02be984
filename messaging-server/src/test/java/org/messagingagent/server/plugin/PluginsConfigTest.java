package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginsConfigTest {

  @Test
  void defaultsAreWhatIsBuiltInAndTimesThatEnd() {
    assertThat(PluginsConfig.DEFAULTS.builtIn()).isTrue();
    assertThat(PluginsConfig.DEFAULTS.directory()).isEmpty();
    assertThat(PluginsConfig.DEFAULTS.openTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(PluginsConfig.DEFAULTS.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(PluginsConfig.NONE.builtIn()).isFalse();
  }

  @Test
  void oneThingIsChangedAtATime() {
    PluginsConfig config =
        PluginsConfig.DEFAULTS
            .withDirectory(Path.of("plugins"))
            .withOpenTimeout(Duration.ofSeconds(1))
            .withCloseTimeout(Duration.ofSeconds(2))
            .withInstances(Map.of("backup", "sms"))
            .withLimits(PluginLimits.DEFAULTS);
    assertThat(config.directory()).hasValue(Path.of("plugins"));
    assertThat(config.builtIn()).isTrue();
    assertThat(config.openTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.instances()).isEqualTo(Map.of("backup", "sms"));
  }

  @Test
  void instancesAreBounded() {
    Map<String, String> instances = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      instances.put("sms-" + i, "sms");
    }
    assertThat(PluginsConfig.DEFAULTS.withInstances(instances).instances()).hasSize(100);
    instances.put("one-more", "sms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginsConfig.DEFAULTS.withInstances(instances))
        .withMessage("plugins.instances must be at most 100, were 101");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT1H0.001S", "PT9999999999H"})
  void timeOutOfItsRangeIsRefusedWithTheRange(String time) {
    Duration wrong = Duration.parse(time);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginsConfig.DEFAULTS.withOpenTimeout(wrong))
        .withMessage("plugins.open-timeout must be from 1ms to 1h, was " + wrong);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginsConfig.DEFAULTS.withCloseTimeout(wrong))
        .withMessage("plugins.close-timeout must be from 1ms to 1h, was " + wrong);
  }
}
