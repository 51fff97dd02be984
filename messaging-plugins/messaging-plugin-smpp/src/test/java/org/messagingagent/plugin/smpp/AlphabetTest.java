package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlphabetTest {

  private static final String GSM =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà\f^{}\\[~]|€";

  @Test
  void gsmAlphabetComesBackAsItWas() {
    byte[] octets = Alphabet.GSM7.encode(GSM).orElseThrow();
    assertThat(Alphabet.GSM7.decode(octets)).isEqualTo(GSM);
    assertThat(octets).hasSize(GSM.length() + 10);
    assertThat(Alphabet.GSM7.encode("€").orElseThrow()).containsExactly(0x1B, 0x65);
    assertThat(Alphabet.GSM7.encode("@_é").orElseThrow()).containsExactly(0x00, 0x11, 0x05);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ç", "`", "日", "\u001B", "\u0000", "\uD83D\uDE00", "Á"})
  void gsmAlphabetHasNoOtherCharacters(String text) {
    assertThat(Alphabet.GSM7.encode(text)).isEmpty();
  }

  @Test
  void unknownExtensionsAreBasicCharacters() {
    assertThat(Gsm7.decode(new byte[] {0x1B, 0x41, 0x1B, 0x1B, 0x1B})).isEqualTo("A ");
  }

  @Test
  void halfOfASurrogatePairCannotBeWritten() {
    assertThat(Alphabet.UCS2.encode("x\uD83D")).isEmpty();
    assertThat(Alphabet.UCS2.encode("\uDE00x")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void partsJoinToTheWhole(Alphabet alphabet) {
    String character =
        switch (alphabet) {
          case GSM7 -> "€";
          case LATIN1 -> "ç";
          case UCS2 -> "\uD83D\uDE00";
        };
    for (int offset = 0; offset < 4; offset++) {
      String text = "x".repeat(offset) + character.repeat(300);
      List<byte[]> parts = alphabet.split(alphabet.encode(text).orElseThrow());
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      StringBuilder decoded = new StringBuilder();
      for (byte[] part : parts) {
        joined.writeBytes(part);
        decoded.append(alphabet.decode(part));
        assertThat(part.length).isBetween(1, alphabet == Alphabet.GSM7 ? 153 : 134);
      }
      assertThat(alphabet.decode(joined.toByteArray())).isEqualTo(text);
      assertThat(decoded).as("each part by itself").hasToString(text);
    }
  }

  @Test
  void oneMessageHoldsWhatPhonesSay() {
    assertThat(Alphabet.GSM7.fitsInOne(new byte[160])).isTrue();
    assertThat(Alphabet.GSM7.fitsInOne(new byte[161])).isFalse();
    assertThat(Alphabet.UCS2.fitsInOne(new byte[140])).isTrue();
    assertThat(Alphabet.LATIN1.fitsInOne(new byte[141])).isFalse();
  }
}
