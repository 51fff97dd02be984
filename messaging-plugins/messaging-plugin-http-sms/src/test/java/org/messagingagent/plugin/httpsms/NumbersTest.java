package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "plus, '', +4790000001, +4790000001",
    "plus, '', 004790000001, +4790000001",
    "plus, '', 4790000001, +4790000001",
    "plus, '', '+47 900-00.001 ', +4790000001",
    "00, '', +4790000001, 004790000001",
    "digits, '', +47 (900) 00/001, 4790000001",
    "plus, 47, 90000001, +4790000001",
    "plus, 44, 07700900000, +447700900000",
    "plus, 47, +46700000001, +46700000001",
    "none, '', anything at all, anything at all"
  })
  void writesReceiversAsTheGatewayWants(String style, String code, String given, String expected)
      throws Exception {
    assertThat(numbers(style, code).receiver(given)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+47",
        "hello",
        "+47900000010000000",
        "07700900000",
        "+4790000001\n,+4790000002",
        "+47 900 00 001 ext 2",
        "+4790000001&to=1",
        "+٤٧٩٠٠٠٠٠٠١"
      })
  void refusesWhatIsNoNumber(String given) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> numbers("plus", "").receiver(given))
        .withMessage("to is no telephone number of 7 to 15 digits with its country code");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void refusesNobody(String given) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> numbers("none", "").receiver(given))
        .withMessage("to is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "Clinic, Clinic",
    "2000, 2000",
    "+4790000001, 4790000001",
    "00 47 90000001, 4790000001",
    "'', ''",
    "CLINIC 24 7, CLINIC 24 7"
  })
  void leavesNamesAndShortNumbersOfSenders(String given, String expected) {
    assertThat(numbers("digits", "").sender(given)).isEqualTo(expected);
  }

  private static Numbers numbers(String style, String code) {
    return new Numbers(Numbers.style(style), Optional.of(code).filter(text -> !text.isEmpty()));
  }
}
