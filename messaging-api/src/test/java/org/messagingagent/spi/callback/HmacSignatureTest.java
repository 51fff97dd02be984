package org.messagingagent.spi.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacSignatureTest {

  // RFC 4231, test case 2, and RFC 2202, test case 2.
  private static final byte[] KEY = "Jefe".getBytes(UTF_8);
  private static final byte[] DATA = "what do ya want for nothing?".getBytes(UTF_8);
  private static final String SHA256 =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  private final HmacSignature signature = HmacSignature.sha256("Jefe");
  private final byte[] right = HexFormat.of().parseHex(SHA256);

  @Test
  void signaturesAreThoseOfTheStandard() {
    assertThat(signature.sign(DATA)).asHexString().isEqualToIgnoringCase(SHA256);
    assertThat(HmacSignature.sha256(KEY).sign(DATA)).isEqualTo(right);
    assertThat(HmacSignature.sha1(KEY).sign(DATA))
        .asHexString()
        .isEqualToIgnoringCase("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assertThat(HmacSignature.sha512(KEY).sign(DATA))
        .asHexString()
        .isEqualToIgnoringCase(
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
  }

  @Test
  void hexadecimalIsTakenInAnyLetterCaseWithAndWithoutALabel() {
    assertThat(matches(SHA256)).isTrue();
    assertThat(matches(SHA256.toUpperCase(Locale.ROOT))).isTrue();
    assertThat(matches("sha256=" + SHA256)).isTrue();
    assertThat(matches(" v1= " + SHA256 + " ")).isTrue();
  }

  @Test
  void base64IsTakenInEitherAlphabetWithAndWithoutPaddingAndLabel() {
    for (byte[] data : new byte[][] {DATA, {1}, {2}, {3}, {4}, {5}, {6}}) {
      byte[] made = signature.sign(data);
      for (Base64.Encoder encoder :
          new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
        for (String label : new String[] {"", "sha256=", "v1="}) {
          assertThat(signature.matches(data, Optional.of(label + encoder.encodeToString(made))))
              .isTrue();
          assertThat(
                  signature.matches(
                      data, Optional.of(label + encoder.withoutPadding().encodeToString(made))))
              .isTrue();
        }
      }
    }
    HmacSignature sha1 = HmacSignature.sha1(KEY);
    assertThat(sha1.matches(DATA, Optional.of(Base64.getEncoder().encodeToString(sha1.sign(DATA)))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        "==",
        "sha256=",
        "sha256==",
        "0",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec38430",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3844",
        "0bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "averylonglabel=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843, other",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\u0000x",
        "５bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "\uD800",
      })
  void everythingElseIsRefused(String header) {
    assertThat(matches(header)).isFalse();
  }

  @Test
  void missingHeaderIsRefused() {
    assertThat(signature.matches(DATA, Optional.empty())).isFalse();
  }

  @Test
  void oneBitOfTheDataOrTheSecretMakesADifference() {
    byte[] other = DATA.clone();
    other[3] ^= 1;
    assertThat(signature.matches(other, Optional.of(SHA256))).isFalse();
    assertThat(HmacSignature.sha256("Jeff").matches(DATA, Optional.of(SHA256))).isFalse();
    assertThat(HmacSignature.sha512(KEY).matches(DATA, Optional.of(SHA256))).isFalse();
  }

  @Test
  void lowerCaseOfABase64SignatureIsAnother() {
    String base64 = Base64.getEncoder().encodeToString(right);
    assertThat(matches(base64.toLowerCase(Locale.ROOT))).isFalse();
  }

  @Test
  void secretIsKeptAsItWas() {
    byte[] secret = KEY.clone();
    HmacSignature made = HmacSignature.sha256(secret);
    secret[0] = 0;
    assertThat(made.matches(DATA, Optional.of(SHA256))).isTrue();
  }

  @Test
  void thereIsNoEmptySecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HmacSignature.sha256(""))
        .withMessage("secret must not be empty");
    assertThatNullPointerException()
        .isThrownBy(() -> HmacSignature.sha256((String) null))
        .withMessage("secret is null");
  }

  private boolean matches(String header) {
    return signature.matches(DATA, Optional.of(header));
  }
}
