package org.messagingagent.plugin.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {

  private static final Instant AT = Instant.ofEpochMilli(1_614_265_330_999L);

  @Test
  void signsAsThePublishedExampleOfTheSpecification() {
    String signature =
        Signer.of(OpenWebhook.SECRET)
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, "{\"test\": 2432232314}".getBytes(UTF_8));
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void signsAsTheLibraryOfTheSpecificationDoes() throws Exception {
    for (int bytes : new int[] {24, 25, 26, 32, 64}) {
      String secret = secret(bytes);
      String body = "{\"content\":\"æ日😀 %d\"}".formatted(bytes);
      assertThat(Signer.of(secret).sign("msg_1_a", AT, body.getBytes(UTF_8)))
          .isEqualTo(new Webhook(secret).sign("msg_1_a", AT.getEpochSecond(), body));
    }
  }

  @Test
  void signsWithEachSecretWhileOneIsChanged() {
    String current = secret(32);
    String old = secret(24);
    byte[] body = "{}".getBytes(UTF_8);
    assertThat(Signer.of(current + " " + old).sign("msg_1_a", AT, body))
        .isEqualTo(
            Signer.of(current).sign("msg_1_a", AT, body)
                + " "
                + Signer.of(old).sign("msg_1_a", AT, body));
    assertThat(Signer.problem(" " + current + ",\n" + old + " ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
        "whsec_no base64 at all",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw short"
      })
  void refusesWhatIsNoSecretWithoutQuotingIt(String secret) {
    assertThat(Signer.problem(secret).orElseThrow())
        .startsWith("must be whsec_ and the Base64 of 24 to 64 bytes")
        .doesNotContain("MfKQ9r8GKY", "short");
  }

  @Test
  void refusesSecretsThatAreTooLongOrTooMany() {
    assertThat(Signer.problem(secret(65))).isPresent();
    assertThat(Signer.problem(String.join(" ", Collections.nCopies(5, secret(32))))).isEmpty();
    assertThat(Signer.problem(String.join(" ", Collections.nCopies(6, secret(32)))))
        .contains("must be at most 5 secrets, are 6");
  }

  private static String secret(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return "whsec_" + Base64.getEncoder().encodeToString(random);
  }
}
