package org.messagingagent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginSettingsTest {

  @Test
  void requiredSettingIsGivenOrNamed() {
    assertThat(settings("http://gateway").require("key")).isEqualTo("http://gateway");
    assertRefused(() -> none().require("key"), "key is required");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-5, -5", "' 42 ', 42", "2147483647, 2147483647"})
  void wholeNumberIsRead(String text, int number) {
    assertThat(settings(text).getInt("key", 7)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "1.5", "2147483648", "1 000"})
  void whatIsNoWholeNumberIsRefused(String text) {
    assertRefused(
        () -> settings(text).getInt("key", 7), "key must be a whole number, was '" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "' False ', false"})
  void switchIsRead(String text, boolean on) {
    assertThat(settings(text).getBoolean("key", !on)).isEqualTo(on);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "tru"})
  void whatIsNoSwitchIsRefused(String text) {
    assertRefused(
        () -> settings(text).getBoolean("key", true),
        "key must be true or false, was '" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, PT24H",
    "' 10 s ', PT10S",
    "0s, PT0S"
  })
  void timeIsReadWithItsUnit(String text, Duration time) {
    assertThat(settings(text).getDuration("key", Duration.ofDays(9))).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30",
        "s",
        "-5s",
        "1.5s",
        "5 weeks",
        "1h30m",
        "PT5M",
        "9223372036854775807d",
        "99999999999999999999s"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertRefused(
        () -> settings(text).getDuration("key", Duration.ZERO),
        "key must be a time with a unit, such as 500ms, 30s or 5m, was '" + text + "'");
  }

  @Test
  void settingThatIsNotSetHasItsDefault() {
    assertThat(none().getInt("key", 7)).isEqualTo(7);
    assertThat(none().getBoolean("key", true)).isTrue();
    assertThat(none().getDuration("key", Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(reading)
        .withMessage(message)
        .satisfies(e -> assertThat(e.key()).isEqualTo("key"));
  }

  private static PluginSettings settings(String value) {
    return new Settings(Map.of("key", value));
  }

  private static PluginSettings none() {
    return new Settings(Map.of());
  }

  private record Settings(Map<String, String> values) implements PluginSettings {

    @Override
    public Optional<String> get(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public Set<String> keys() {
      return values.keySet();
    }
  }
}
