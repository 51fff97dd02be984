package org.messagingagent.spi.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackResponseTest {

  @Test
  void shortFormsSayWhatTheyAre() {
    assertThat(CallbackResponse.ok().status()).isEqualTo(200);
    assertThat(CallbackResponse.ok().body()).isEmpty();
    assertThat(CallbackResponse.ok().headers()).isEmpty();
    assertThat(CallbackResponse.ok("Tack för det").body())
        .isEqualTo("Tack för det".getBytes(UTF_8));
    assertThat(CallbackResponse.json(202, "{}").headers())
        .isEqualTo(Map.of("Content-Type", "application/json"));
    assertThat(CallbackResponse.unauthorized().status()).isEqualTo(401);
    assertThat(CallbackResponse.of(200, "text/xml", "<a/>").headers())
        .isEqualTo(Map.of("Content-Type", "text/xml"));
  }

  @Test
  void laterHeaderReplacesOneOfTheSameNameInAnyLetterCase() {
    CallbackResponse response = CallbackResponse.ok("x").with("content-type", "text/html");

    assertThat(response.headers()).hasSize(1).containsValue("text/html");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 100, 199, 600, 1000})
  void statusIsOneThatEndsARequest(int status) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CallbackResponse.status(status))
        .withMessage("status must be 200 to 599, was " + status);
  }

  @Test
  void nothingIsNull() {
    Map<String, String> withNull = new HashMap<>();
    withNull.put("X", null);
    assertThatNullPointerException()
        .isThrownBy(() -> new CallbackResponse(200, withNull, new byte[0]));
    assertThatNullPointerException().isThrownBy(() -> new CallbackResponse(200, Map.of(), null));
  }
}
