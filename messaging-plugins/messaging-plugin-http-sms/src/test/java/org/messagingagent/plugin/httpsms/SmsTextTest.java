package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsTextTest {

  @ParameterizedTest
  @CsvSource({
    "a, 0, 1",
    "a, 160, 1",
    "a, 161, 2",
    "a, 306, 2",
    "a, 307, 3",
    "€, 80, 1",
    "€, 81, 2",
    "€, 152, 2",
    "€, 153, 3",
    "日, 70, 1",
    "日, 71, 2",
    "日, 134, 2",
    "日, 135, 3"
  })
  void countsParts(String character, int times, int parts) {
    assertThat(SmsText.parts(character.repeat(times))).isEqualTo(parts);
  }

  @Test
  void tearsNoCharacterApart() {
    assertThat(SmsText.parts("\uD83D\uDE00".repeat(35))).isEqualTo(1);
    // 33 pairs fit into the 67 of a part.
    assertThat(SmsText.parts("\uD83D\uDE00".repeat(66))).isEqualTo(2);
    assertThat(SmsText.parts("\uD83D\uDE00".repeat(67))).isEqualTo(3);
  }

  @Test
  void knowsTheAlphabet() {
    assertThat(SmsText.isGsm("Hello @£$ æøå ÄÖÑ ^{}\\[~]|€ ΔΦ\n")).isTrue();
    assertThat(SmsText.isGsm("ç")).isFalse();
    assertThat(SmsText.isGsm("`")).isFalse();
  }

  @Test
  void limitsWhatIsOneSms() {
    TextLimits limits = new TextLimits(1_000);
    assertThatCode(() -> limits.check("a".repeat(160), "sms/160")).doesNotThrowAnyException();
    assertThatCode(() -> limits.check("a".repeat(161), "sms/text")).doesNotThrowAnyException();
    assertThatCode(() -> limits.check("a".repeat(161), "")).doesNotThrowAnyException();
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> limits.check("a".repeat(161), "sms/160"))
        .withMessageContaining("does not fit one SMS: 160 characters");
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> limits.check("日".repeat(71), "sms/160"))
        .withMessageContaining("does not fit one SMS: 70 characters");
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(() -> limits.check("a".repeat(1_001), "sms/text"))
        .withMessage("content has 1001 characters, the vendor takes 1000");
  }
}
