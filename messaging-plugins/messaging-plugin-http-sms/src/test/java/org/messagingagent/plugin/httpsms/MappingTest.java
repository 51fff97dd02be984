package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.httpsms.Mapping.Origin;

class MappingTest {

  @ParameterizedTest
  @CsvSource({
    "503, 503, true",
    "503, 504, false",
    "500-599, 503, true",
    "500-599, 600, false",
    "500-599, 5O3, false",
    "5*, 599, true",
    "5*, 499, false",
    "*, anything, true",
    "Delivered, ' DELIVERED ', true",
    "UNDELIV*, undeliverable, true",
    "-1, -1, true",
    "1-1, 1, true",
    "1-1, 999999999999, false"
  })
  void aRangeHasItsValues(String range, String value, boolean has) {
    assertThat(ValueRange.list(range).get(0).contains(value)).isEqualTo(has);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1,,2", "1,", "9-1"})
  void aWrongListIsRefused(String list) {
    assertThatExceptionOfType(SettingFault.class).isThrownBy(() -> ValueRange.list(list));
  }

  @Test
  void theOperatorGoesFirstAndThenTheNarrowest() {
    Mapping.Builder<String> builder = new Mapping.Builder<>();
    builder.add(Origin.DEFAULT, "429, 503", "retry");
    builder.add(Origin.DEFAULT, "400-499", "rejected");
    builder.add(Origin.PRESET, "410", "preset");
    builder.add(Origin.OPERATOR, "4*", "wide");
    builder.add(Origin.OPERATOR, "404", "narrow");
    Mapping<String> mapping = builder.build();
    assertThat(mapping.find("503")).contains("retry");
    assertThat(mapping.find("429")).contains("wide");
    assertThat(mapping.find("410")).contains("wide");
    assertThat(mapping.find("404")).contains("narrow");
    assertThat(mapping.find("200")).isEmpty();
  }

  @Test
  void oneValueCannotMeanTwoThings() {
    Mapping.Builder<String> builder = new Mapping.Builder<>();
    builder.add(Origin.OPERATOR, "1, 2*", "a");
    assertThatExceptionOfType(SettingFault.class)
        .isThrownBy(() -> builder.add(Origin.OPERATOR, "2*", "b"))
        .withMessage("has '2*', which another list has as well; keep it in one of them");
  }
}
