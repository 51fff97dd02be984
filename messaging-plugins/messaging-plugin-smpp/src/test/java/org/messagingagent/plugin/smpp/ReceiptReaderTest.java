package org.messagingagent.plugin.smpp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptReaderTest {

  @ParameterizedTest
  @CsvSource({
    "DELIVRD, DELIVERED",
    "delivrd, DELIVERED",
    "ACCEPTD, UNDER_WAY",
    "ENROUTE, UNDER_WAY",
    "EXPIRED, FAILED",
    "UNDELIV, FAILED",
    "REJECTD, FAILED",
    "DELETED, FAILED",
    "UNKNOWN, FAILED",
    "WHATEVER, UNDER_WAY",
  })
  void readsTheTextThatSmscsWrite(String stat, Receipt.State state) {
    Receipt receipt =
        read(
            "id:01A2b sub:001 dlvrd:001 submit date:2611271500 done date:2611271501 stat:"
                + stat
                + " err:000 text:stat:UNDELIV id:9");
    assertThat(receipt.id()).isEqualTo("01A2b");
    assertThat(receipt.state()).isEqualTo(state);
  }

  @Test
  void bearsOtherOrderAndSpaces() {
    Receipt receipt = read("stat: UNDELIV err: 0AF\r\nid: 5f0c-11 Text: hello");
    assertThat(receipt)
        .isEqualTo(new Receipt("5f0c-11", Receipt.State.FAILED, "UNDELIV, error 0AF"));
  }

  @Test
  void parametersGoBeforeTheText() {
    assertThat(
            ReceiptReader.read(
                sms("id:1 stat:UNDELIV err:001", Optional.of("77"), OptionalInt.of(2))))
        .contains(new Receipt("77", Receipt.State.DELIVERED, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "id:", "id:1", "stat:DELIVRD", "Hello", "text:id:1 stat:DELIVRD", "\0\0\0"})
  void findsNothingInNonsense(String text) {
    assertThat(ReceiptReader.read(sms(text, Optional.empty(), OptionalInt.empty()))).isEmpty();
  }

  private static Receipt read(String text) {
    return ReceiptReader.read(sms(text, Optional.empty(), OptionalInt.empty())).orElseThrow();
  }

  private static InboundSms sms(String text, Optional<String> id, OptionalInt state) {
    return new InboundSms(
        "+4712345678",
        "2000",
        (byte) 0x04,
        (byte) 0,
        text.getBytes(ISO_8859_1),
        id,
        state,
        Optional.empty(),
        Optional.empty());
  }
}
