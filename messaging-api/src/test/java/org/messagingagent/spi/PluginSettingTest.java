package org.messagingagent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PluginSettingTest {

  @Test
  void eachTypeTakesItsOwnValuesAlone() {
    assertTakes(PluginSetting.text("k"), "anything", "å & <b>");
    assertTakes(PluginSetting.number("k"), "0", "-5", "9223372036854775807", " 7 ");
    assertRefuses(PluginSetting.number("k"), "", "1.5", "9223372036854775808", "0x10", "one");
    assertTakes(PluginSetting.flag("k"), "true", "FALSE");
    assertRefuses(PluginSetting.flag("k"), "yes", "1", "");
    assertTakes(PluginSetting.duration("k"), "500ms", "30s", "5 m", "2h", "1d", "0s");
    assertRefuses(PluginSetting.duration("k"), "5", "-1s", "1w", "PT1S", "99999999999999d");
    assertTakes(PluginSetting.url("k"), "https://gateway.example.com/send", "http://[::1]:80");
    assertRefuses(PluginSetting.url("k"), "gateway.example.com", "/send", "mailto:a@b", "http://");
    assertTakes(PluginSetting.path("k"), "/tmp/x", "relative/y");
    assertRefuses(PluginSetting.path("k"), "a\0b", "");
  }

  @Test
  void problemNamesTheValueAndWhatIsExpected() {
    assertThat(PluginSetting.number("k").between(1, 10).problem("11"))
        .contains("must be a whole number from 1 to 10, was '11'");
    assertThat(
            PluginSetting.duration("k")
                .between(Duration.ofMillis(10), Duration.ofMinutes(5))
                .problem("6m"))
        .contains("must be a time with a unit, from 10ms to 5m, was '6m'");
    assertThat(PluginSetting.text("k").oneOf("fast", "cheap").problem("slow"))
        .contains("must be one of fast, cheap, was 'slow'");
  }

  @Test
  void longValueIsShownInPart() {
    assertThat(PluginSetting.number("k").problem("x".repeat(10_000)).orElseThrow())
        .hasSizeLessThan(200)
        .endsWith("…'");
  }

  @Test
  void valueOfASecretIsInNoProblem() {
    assertThat(PluginSetting.number("pin").secret().problem("hunter2"))
        .contains("must be a whole number");
    assertThat(PluginSetting.number("pin").secret()).asString().doesNotContain("hunter2");
  }

  @Test
  void ownCheckIsAskedForWhatIsRightByItsType() {
    PluginSetting even =
        PluginSetting.number("k")
            .checkedBy(
                value ->
                    Long.parseLong(value) % 2 == 0
                        ? Optional.empty()
                        : Optional.of("must be even"));
    assertThat(even.problem("4")).isEmpty();
    assertThat(even.problem("3")).contains("must be even");
    assertThat(even.problem("three")).contains("must be a whole number, was 'three'");
  }

  @Test
  void boundsIncludeTheirEnds() {
    PluginSetting setting = PluginSetting.number("k").between(-1, 1);
    assertTakes(setting, "-1", "1");
    assertRefuses(setting, "-2", "2");
  }

  @Test
  void defaultThatAnOperatorCouldNotSetIsRefusedWhereverItBecomesWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginSetting.number("k").withDefault("many"))
        .withMessage("The default of k is wrong: it must be a whole number, was 'many'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginSetting.number("k").withDefault(0).between(1, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginSetting.text("k").withDefault("x").oneOf("a", "b"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PluginSetting.text("k").withDefault("x").checkedBy(v -> Optional.of("is wrong")));
  }

  @Test
  void whatExcludesEachOtherIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> PluginSetting.text("k").required().withDefault("x"));
    assertThatIllegalStateException()
        .isThrownBy(() -> PluginSetting.text("k").withDefault("x").required());
    assertThatIllegalStateException()
        .isThrownBy(() -> PluginSetting.textsBelow("header.").required());
    assertThatIllegalStateException().isThrownBy(() -> PluginSetting.text("k").between(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> PluginSetting.number("k").between(2, 1));
  }

  @Test
  void keysKeepTheirRule() {
    for (String key : List.of("", ".a", "a b", "å", "a=b", "k".repeat(128))) {
      assertThatIllegalArgumentException().isThrownBy(() -> PluginSetting.text(key));
    }
    assertThat(PluginSetting.text("A1._-b").key()).isEqualTo("A1._-b");
    assertThatIllegalArgumentException().isThrownBy(() -> PluginSetting.textsBelow("header"));
  }

  @Test
  void changesMakeAnotherSetting() {
    PluginSetting plain = PluginSetting.text("k");
    PluginSetting changed = plain.required().secret().describedAs("What for").oneOf("a");
    assertThat(plain.isRequired()).isFalse();
    assertThat(plain.isSecret()).isFalse();
    assertThat(plain.description()).isEmpty();
    assertThat(changed.isRequired()).isTrue();
    assertThat(changed.isSecret()).isTrue();
    assertThat(changed.description()).isEqualTo("What for");
    assertThat(changed.allowedValues()).containsExactly("a");
    assertThat(changed.key()).isEqualTo("k");
    assertThat(changed.type()).isEqualTo(PluginSetting.Type.TEXT);
  }

  @Test
  void defaultsAreWrittenAsAnOperatorWouldWriteThem() {
    assertThat(PluginSetting.duration("k").withDefault(Duration.ofMillis(1_500)).defaultValue())
        .contains("1500ms");
    assertThat(PluginSetting.duration("k").withDefault(Duration.ofMinutes(120)).defaultValue())
        .contains("2h");
    assertThat(PluginSetting.duration("k").withDefault(Duration.ZERO).defaultValue())
        .contains("0ms");
    assertThat(PluginSetting.flag("k").withDefault(true).defaultValue()).contains("true");
    assertThat(PluginSetting.number("k").withDefault(7).defaultValue()).contains("7");
  }

  private static void assertTakes(PluginSetting setting, String... values) {
    for (String value : values) {
      assertThat(setting.problem(value)).as("%s = '%s'", setting, value).isEmpty();
    }
  }

  private static void assertRefuses(PluginSetting setting, String... values) {
    for (String value : values) {
      assertThat(setting.problem(value)).as("%s = '%s'", setting, value).isPresent();
    }
  }
}
