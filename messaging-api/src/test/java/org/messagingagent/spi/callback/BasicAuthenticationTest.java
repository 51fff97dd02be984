package org.messagingagent.spi.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicAuthenticationTest {

  private final BasicAuthentication gateway = new BasicAuthentication("gw", "pass:wörd");

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic ", "BASIC   ", " Basic "})
  void userAndPasswordAreTaken(String scheme) {
    assertThat(matches(scheme + encoded("gw:pass:wörd", StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gw:pass:wörd ",
        "gw:pass:wör",
        "gw:",
        "gw",
        ":pass:wörd",
        "GW:pass:wörd",
        "gw:PASS:WÖRD",
        "gw:pass:wörd\0",
        "other:pass:wörd",
        "",
      })
  void otherUsersAndPasswordsAreRefused(String credentials) {
    assertThat(matches("Basic " + encoded(credentials, StandardCharsets.UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic Z3c6cGFzcw",
        "Bearer x",
        "Z3c6cGFzcw=="
      })
  void whatIsNoBasicAuthenticationIsRefused(String header) {
    assertThat(matches(header)).isFalse();
  }

  @Test
  void otherCharacterSetIsRefused() {
    assertThat(matches("Basic " + encoded("gw:pass:wörd", StandardCharsets.ISO_8859_1))).isFalse();
  }

  @Test
  void requestWithoutTheHeaderOrWithSeveralIsRefused() {
    String right = "Basic " + encoded("gw:pass:wörd", StandardCharsets.UTF_8);

    assertThat(gateway.matches(Requests.withHeaders(Map.of()))).isFalse();
    assertThat(gateway.matches(Requests.withHeaders(Map.of("Authorization", List.of())))).isFalse();
    assertThat(
            gateway.matches(
                Requests.withHeaders(Map.of("Authorization", List.of(right, "Basic eDp5")))))
        .isFalse();
    assertThat(
            gateway.matches(
                Requests.withHeaders(
                    Map.of("Authorization", List.of(right), "authorization", List.of(right)))))
        .isFalse();
    assertThat(gateway.matches(Requests.withHeaders(Map.of("AUTHORIZATION", List.of(right)))))
        .isTrue();
  }

  @Test
  void challengeAsksForUserAndPassword() {
    CallbackResponse challenge = gateway.challenge();

    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.headers())
        .containsEntry("WWW-Authenticate", "Basic realm=\"gateway\", charset=\"UTF-8\"");
  }

  @ParameterizedTest
  @CsvSource({"'', p", "u, ''", "u:v, p"})
  void whatCannotBeSentIsNoUserOrPassword(String user, String password) {
    assertThatIllegalArgumentException().isThrownBy(() -> new BasicAuthentication(user, password));
    assertThatNullPointerException()
        .isThrownBy(() -> new BasicAuthentication("u", null))
        .withMessage("password is null");
  }

  private boolean matches(String header) {
    return gateway.matches(Requests.withHeaders(Map.of("authorization", List.of(header))));
  }

  private static String encoded(String credentials, Charset charset) {
    return Base64.getEncoder().encodeToString(credentials.getBytes(charset));
  }
}
