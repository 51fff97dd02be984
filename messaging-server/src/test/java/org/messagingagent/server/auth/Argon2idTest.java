package org.messagingagent.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held to published values, and to another implementation. */
class Argon2idTest {

  /** RFC 7693, appendix A, and values of the reference implementation. */
  @ParameterizedTest
  @CsvSource({
    "64, abc, ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    "64, '', 786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
    "32, '', 0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
  })
  void blake2bGivesThePublishedDigests(int bytes, String text, String digest) {
    assertThat(HexFormat.of().formatHex(new Blake2b(bytes).add(text.getBytes(UTF_8)).digest()))
        .isEqualTo(digest);
  }

  /** From the tests of the reference implementation, https://github.com/P-H-C/phc-winner-argon2. */
  @ParameterizedTest
  @CsvSource({
    "65536, 2, 1, password, somesalt, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    "256, 2, 1, password, somesalt, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    "256, 2, 2, password, somesalt, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
    "65536, 1, 1, password, somesalt, f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98",
    "65536, 2, 1, differentpassword, somesalt, 0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
    "65536, 2, 1, password, diffsalt, bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c",
  })
  void publishedHashesComeOut(
      int memory, int passes, int lanes, String password, String salt, String hash) {
    Argon2id function = new Argon2id(memory, passes, lanes);
    assertThat(
            HexFormat.of()
                .formatHex(function.hash(password.getBytes(UTF_8), salt.getBytes(UTF_8), 32)))
        .isEqualTo(hash);
  }

  @Test
  void anotherImplementationAgreesOnArgumentsOfAllSizes() {
    Random random = new Random(4711);
    for (int i = 0; i < 40; i++) {
      int lanes = 1 + random.nextInt(3);
      int memory = 8 * lanes + random.nextInt(600);
      int passes = 1 + random.nextInt(4);
      int bytes = 4 + random.nextInt(130);
      byte[] password = new byte[random.nextInt(300)];
      byte[] salt = new byte[8 + random.nextInt(40)];
      random.nextBytes(password);
      random.nextBytes(salt);

      byte[] theirs =
          Argon2Function.getInstance(memory, passes, lanes, bytes, Argon2.ID)
              .hash(password, salt)
              .getBytes();

      assertThat(new Argon2id(memory, passes, lanes).hash(password, salt, bytes))
          .as("memory %d, passes %d, lanes %d, bytes %d", memory, passes, lanes, bytes)
          .isEqualTo(theirs);
    }
  }

  @Test
  void hashesThatWereStoredBeforeHoldAndTheOtherWayRound() {
    Argon2Function before = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
    String theirs = Password.hash("blåbær").addRandomSalt(16).with(before).getResult();
    Passwords passwords = new Passwords(AuthConfig.DEFAULTS);

    assertThat(passwords.matches("blåbær", theirs)).isTrue();
    assertThat(passwords.matches("blabar", theirs)).isFalse();
    String ours = passwords.hash("blåbær");
    assertThat(Password.check("blåbær", ours).with(Argon2Function.getInstanceFromHash(ours)))
        .isTrue();
  }

  @Test
  void textThatIsNoHashAdmitsNobody() {
    Passwords passwords = new Passwords(AuthConfig.DEFAULTS);
    for (String text :
        new String[] {
          "",
          "secret",
          "$argon2id$v=19$m=0,t=2,p=1$AAAA$AAAAAAAA",
          "$argon2i$v=19$m=64,t=2,p=1$AAAA$AAAAAAAA"
        }) {
      assertThat(passwords.matches("secret", text)).as(text).isFalse();
    }
    assertThatThrownBy(() -> new Argon2id(7, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
