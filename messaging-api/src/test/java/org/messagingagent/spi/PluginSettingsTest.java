package org.messagingagent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginSettingsTest {

  private static final List<PluginSetting> DECLARED =
      List.of(
          PluginSetting.url("url").required(),
          PluginSetting.text("password").required().secret(),
          PluginSetting.number("window").between(1, 1_000).withDefault(10),
          PluginSetting.flag("simulate").withDefault(false),
          PluginSetting.duration("timeout").withDefault(Duration.ofSeconds(30)),
          PluginSetting.path("file"),
          PluginSetting.textsBelow("header."),
          PluginSetting.number("header.count"));

  private static final Map<String, String> RIGHT =
      Map.of("url", "https://gateway.example.com", "password", "hunter2");

  @Test
  void valuesComeInTheirTypesElseAsTheirDefaults() {
    PluginSettings settings =
        PluginSettings.of(
            DECLARED,
            Map.of(
                "url", "https://gateway.example.com",
                "password", " spaces stay ",
                "window", " 25 ",
                "simulate", "TRUE",
                "file", "a/b"));
    assertThat(settings.getUrl("url")).isEqualTo(URI.create("https://gateway.example.com"));
    assertThat(settings.require("password")).isEqualTo(" spaces stay ");
    assertThat(settings.getInt("window")).isEqualTo(25);
    assertThat(settings.getLong("window")).isEqualTo(25L);
    assertThat(settings.getBoolean("simulate")).isTrue();
    assertThat(settings.getDuration("timeout")).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.getPath("file")).isEqualTo(Path.of("a/b"));
    assertThat(settings.isSet("window")).isTrue();
    assertThat(settings.isSet("timeout")).isFalse();
    assertThat(settings.keys()).containsExactly("file", "password", "simulate", "url", "window");
  }

  @Test
  void allThatIsWrongIsReportedTogether() {
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(
            () ->
                PluginSettings.of(
                    DECLARED,
                    Map.of("url", "nowhere", "window", "1001", "widow", "5", "simulate", "maybe")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .extracting(SettingProblem::toString)
                    .containsExactlyInAnyOrder(
                        "url must be a URL such as https://gateway.example.com/send, was 'nowhere'",
                        "window must be a whole number from 1 to 1000, was '1001'",
                        "widow is not known; did you mean window?",
                        "simulate must be true or false, was 'maybe'",
                        "password is required; it is a text"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Window       | did you mean window?
          time-out     | did you mean timeout?
          pasword      | did you mean password?
          headr.X-Key  | did you mean header.X-Key?
          colour       | the plugin has url, password, window, simulate, timeout, file, header., header.count
          """)
  void unknownKeyIsAnsweredWithTheNearestOne(String key, String wayOut) {
    Map<String, String> values = Map.of("url", "http://g.example", "password", "p", key, "x");
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(() -> PluginSettings.of(DECLARED, values))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly(new SettingProblem(key, "is not known; " + wayOut)));
  }

  @Test
  void blankValueCountsAsNotSet() {
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(
            () -> PluginSettings.of(DECLARED, Map.of("url", "http://g.example", "password", "  ")))
        .withMessage("password is required; it is a text");
    assertThat(
            PluginSettings.of(List.of(PluginSetting.number("n").withDefault(3)), Map.of("n", ""))
                .getInt("n"))
        .isEqualTo(3);
  }

  @Test
  void textsBelowAPrefixComeUnderTheirNames() {
    PluginSettings settings =
        PluginSettings.of(
            DECLARED,
            Map.of(
                "url", "http://g.example",
                "password", "p",
                "header.X-Api-Key", "k",
                "header.Accept", "*/*",
                "header.count", "2"));
    assertThat(settings.below("header."))
        .containsExactly(Map.entry("Accept", "*/*"), Map.entry("X-Api-Key", "k"));
    assertThat(settings.getInt("header.count")).isEqualTo(2);
    assertThat(settings.get("header.X-Api-Key")).contains("k");
    assertThatIllegalArgumentException().isThrownBy(() -> settings.below("url"));
  }

  @Test
  void askingForWhatIsNotDeclaredIsAMistakeOfThePlugin() {
    PluginSettings settings = PluginSettings.of(DECLARED, RIGHT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.get("ulr"))
        .withMessage("The setting 'ulr' is not declared; add it to settings()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.getInt("url"))
        .withMessage("The setting 'url' is declared as URL");
  }

  @Test
  void whatIsNeitherSetNorHasADefaultIsMissingWhereItIsAskedFor() {
    PluginSettings settings = PluginSettings.of(DECLARED, RIGHT);
    assertThat(settings.get("file")).isEqualTo(Optional.empty());
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(() -> settings.getPath("file"))
        .satisfies(e -> assertThat(e.key()).isEqualTo("file"));
  }

  @Test
  void numberThatNeedsMoreThan32BitsIsNoInt() {
    PluginSettings settings =
        PluginSettings.of(List.of(PluginSetting.number("n")), Map.of("n", "2147483648"));
    assertThat(settings.getLong("n")).isEqualTo(2_147_483_648L);
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(() -> settings.getInt("n"))
        .withMessageContaining("must be a whole number of 32 bits");
  }

  @Test
  void keyThatIsDeclaredTwiceIsAMistakeOfThePlugin() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PluginSettings.of(
                    List.of(PluginSetting.text("k"), PluginSetting.number("k")), Map.of()))
        .withMessage("The setting 'k' is declared twice");
  }

  @Test
  void textFormShowsNoValue() {
    assertThat(PluginSettings.of(DECLARED, RIGHT)).asString().doesNotContain("hunter2");
  }
}
