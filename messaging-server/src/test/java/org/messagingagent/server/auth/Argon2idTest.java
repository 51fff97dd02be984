package org.messagingagent.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2idTest {

  /** Made by another implementation of argon2id. */
  private static final String KEPT =
      "$argon2id$v=19$m=19456,t=2,p=1$G0JN8wvB3WE2DEEi2SKdkQ$BNbiHW3K/xSrRmUrPHD/+l6Qq+FUDcSkhKoXMOH67vg";

  private final Passwords passwords = new Passwords(AuthConfig.DEFAULTS);

  @Test
  void passwordsThatAnotherLibraryHashedAreKnown() {
    assertThat(passwords.matches("pässwörd 🔑", KEPT)).isTrue();
    assertThat(passwords.matches("pässword 🔑", KEPT)).isFalse();
  }

  @Test
  void hashIsReadAsItWasWritten() {
    assertThat(PasswordHash.parse(KEPT)).hasToString(KEPT);
    assertThat(passwords.hash("correct horse")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
  }

  @Test
  void hashesOfOtherCostsAreKnown() {
    String hash =
        PasswordHash.of(
                "correct horse", new Argon2id(64, 3, 2, 24), "a salt of 16 b.".getBytes(UTF_8))
            .toString();
    assertThat(passwords.matches("correct horse", hash)).isTrue();
    assertThat(passwords.matches("correct house", hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$argon2id$v=19$m=0,t=0,p=0$c2FsdHNhbHRz$c2VjcmV0c2VjcmV0",
        "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRz$c2VjcmV0c2VjcmV0"
      })
  void whatIsNoHashIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sec");
  }

  @ParameterizedTest
  @CsvSource({"7,1,1,32", "8,0,1,32", "8,1,0,32", "15,1,2,32", "8,1,1,3", "8,1,1,1025"})
  void costsThatCannotBeAreRefused(int memory, int passes, int lanes, int bytes) {
    assertThatThrownBy(() -> new Argon2id(memory, passes, lanes, bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
