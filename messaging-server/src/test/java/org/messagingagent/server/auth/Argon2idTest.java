package org.messagingagent.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void blake2bIsThatOfTheRfc() {
    // RFC 7693, appendix A
    assertThat(HEX.formatHex(Blake2b.digest(64, "abc".getBytes(UTF_8))))
        .isEqualTo(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
  }

  @Test
  void tagIsThatOfTheRfc() {
    // RFC 9106, 5.3
    byte[] tag =
        new Argon2id(32, 3, 4, 32).tag(filled(32, 1), filled(16, 2), filled(8, 3), filled(12, 4));
    assertThat(HEX.formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  @ParameterizedTest
  @CsvSource({"8,1,1,4", "19,2,1,32", "64,3,2,33", "100,1,3,64", "1024,2,4,65", "19456,2,1,32"})
  void tagsAreThoseOfAnotherImplementation(int memory, int passes, int lanes, int length) {
    Random random = new Random(memory);
    Argon2id ours = new Argon2id(memory, passes, lanes, length);
    Argon2Function theirs = Argon2Function.getInstance(memory, passes, lanes, length, Argon2.ID);
    for (int size : new int[] {0, 1, 127, 128, 129, 300}) {
      byte[] password = new byte[size];
      random.nextBytes(password);
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      assertThat(ours.tag(password, salt))
          .as("tag of a password of %d bytes", size)
          .isEqualTo(theirs.hash(password, salt).getBytes());
    }
  }

  @Test
  void passwordsThatWereKeptByAnEarlierVersionAreKnown() {
    // by Password4j 1.8.4
    String kept = theirs("pässwörd 🔑");
    Passwords passwords = new Passwords(AuthConfig.DEFAULTS);
    assertThat(passwords.matches("pässwörd 🔑", kept)).isTrue();
    assertThat(passwords.matches("password", kept)).isFalse();
    String ours = passwords.hash("correct horse");
    assertThat(Argon2Function.getInstanceFromHash(ours).check("correct horse", ours)).isTrue();
  }

  @Test
  void whatIsNoHashIsRefusedWithoutBeingShown() {
    for (String text :
        new String[] {"", "secret", "$argon2id$v=19$m=0,t=0,p=0$c2FsdHNhbHRz$c2Vj"}) {
      assertThatThrownBy(() -> PasswordHash.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("sec");
    }
    assertThatThrownBy(() -> new Argon2id(7, 1, 1, 32))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String theirs(String password) {
    return com.password4j.Password.hash(password)
        .addRandomSalt(16)
        .with(Argon2Function.getInstance(19456, 2, 1, 32, Argon2.ID))
        .getResult();
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
