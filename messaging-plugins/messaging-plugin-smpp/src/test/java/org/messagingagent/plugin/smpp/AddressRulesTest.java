package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private static final AddressRules RULES =
      new AddressRules(
          "ACME", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "+4712345678, 4712345678, INTERNATIONAL, ISDN",
    "+47 123 45-678, 4712345678, INTERNATIONAL, ISDN",
    "004712345678, 4712345678, INTERNATIONAL, ISDN",
    "(0) 12.34/56, 0123456, UNKNOWN, ISDN",
    "12345678, 12345678, UNKNOWN, ISDN",
    "113, 113, UNKNOWN, ISDN",
  })
  void readsReceivers(String text, String value, TypeOfNumber ton, NumberingPlanIndicator npi)
      throws Exception {
    assertThat(RULES.destination(text)).isEqualTo(new Address(value, ton, npi));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ACME, ALPHANUMERIC, UNKNOWN",
    "Post & Co, Post & Co, ALPHANUMERIC, UNKNOWN",
    "2000, 2000, NETWORK_SPECIFIC, UNKNOWN",
    "1234567, 1234567, UNKNOWN, ISDN",
    "+4712345678, 4712345678, INTERNATIONAL, ISDN",
  })
  void readsSenders(String text, String value, TypeOfNumber ton, NumberingPlanIndicator npi)
      throws Exception {
    assertThat(RULES.source(text)).isEqualTo(new Address(value, ton, npi));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "bob",
        "+",
        "++47",
        "12+34",
        "123456789012345678901",
        "1;2",
        "١٢٣",
        "1\u00002"
      })
  void refusesReceiversThatAreNoNumbers(String text) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> RULES.destination(text))
        .withMessageContaining("To ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A name too long", "Bjørn", "a\nb", "#?"})
  void refusesSendersThatAreNeither(String text) {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> RULES.source(text))
        .withMessageContaining("From ");
  }

  @Test
  void theOperatorHasTheLastWord() throws Exception {
    AddressRules rules =
        new AddressRules(
            "",
            Optional.of(TypeOfNumber.ABBREVIATED),
            Optional.of(NumberingPlanIndicator.PRIVATE),
            Optional.of(TypeOfNumber.NATIONAL),
            Optional.of(NumberingPlanIndicator.NATIONAL));
    assertThat(rules.source("2000"))
        .isEqualTo(new Address("2000", TypeOfNumber.ABBREVIATED, NumberingPlanIndicator.PRIVATE));
    assertThat(rules.destination("12345678"))
        .isEqualTo(new Address("12345678", TypeOfNumber.NATIONAL, NumberingPlanIndicator.NATIONAL));
  }
}
