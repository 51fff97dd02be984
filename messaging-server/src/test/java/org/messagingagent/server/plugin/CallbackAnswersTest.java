package org.messagingagent.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.callback.CallbackResponse;

class CallbackAnswersTest {

  @Test
  void ordinaryAnswersAreFit() {
    assertThat(CallbackAnswers.problem(CallbackResponse.ok())).isEmpty();
    assertThat(CallbackAnswers.problem(CallbackResponse.json(201, "{}"))).isEmpty();
    assertThat(
            CallbackAnswers.problem(
                CallbackResponse.ok("x").with("X-!#$%&'*+.^_`|~1", "a\tb; c=\"d\" ~")))
        .isEmpty();
    assertThat(CallbackAnswers.problem(withBody(CallbackAnswers.MAX_BODY))).isEmpty();
    assertThat(CallbackAnswers.problem(withHeaders(CallbackAnswers.MAX_HEADERS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "X Y", "X:", "X\r\nY", "X\n", "Xé", "\u010AX", "(X)", "X\0", "X-Ｙ"})
  void nameThatIsNoneIsRefused(String name) {
    CallbackResponse response = CallbackResponse.ok().with(name, "secret");

    assertThat(CallbackAnswers.problem(response)).contains("a header whose name is none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nSet-Cookie: x=1",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\u007F",
        "é",
        // The low byte of these is a line end.
        "\u010AX-Evil: 1",
        "\u560D\u560A",
        "\u2028",
        "\uD83D\uDE00",
      })
  void valueThatCouldBeginAnotherHeaderIsRefused(String value) {
    CallbackResponse response = CallbackResponse.ok().with("X-Id", value);

    assertThat(CallbackAnswers.problem(response))
        .contains("a header X-Id that is not printable ASCII");
  }

  @Test
  void twoHeadersOfOneNameAreRefused() {
    CallbackResponse response =
        new CallbackResponse(200, Map.of("X-Id", "1", "x-id", "2"), new byte[0]);

    assertThat(CallbackAnswers.problem(response))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("two headers "));
  }

  @Test
  void sizesAreBounded() {
    assertThat(CallbackAnswers.problem(withBody(CallbackAnswers.MAX_BODY + 1)))
        .contains("a body of more than 1048576 bytes");
    assertThat(CallbackAnswers.problem(withHeaders(CallbackAnswers.MAX_HEADERS + 1)))
        .contains("more than 50 headers");
    assertThat(
            CallbackAnswers.problem(
                CallbackResponse.ok().with("X", "v".repeat(CallbackAnswers.MAX_HEADER_SIZE))))
        .contains("headers of more than 6144 characters");
    assertThat(CallbackAnswers.problem(CallbackResponse.ok().with("X".repeat(101), "v")))
        .contains("a header whose name is none");
  }

  @Test
  void whatIsTheServersOwnIsLeftOut() {
    CallbackResponse response =
        CallbackResponse.ok("x")
            .with("content-length", "5")
            .with("Transfer-Encoding", "chunked")
            .with("CONNECTION", "close")
            .with("Keep-Alive", "timeout=5")
            .with("Date", "now")
            .with("Upgrade", "h2c")
            .with("Trailer", "X-T")
            .with("TE", "trailers")
            .with("Proxy-Connection", "close")
            .with("Cache-Control", "max-age=1");

    CallbackResponse left = CallbackAnswers.withoutServersOwn(response);

    assertThat(left.headers()).containsOnlyKeys("Content-Type", "Cache-Control");
    assertThat(left.status()).isEqualTo(200);
    assertThat(left.body()).isSameAs(response.body());
  }

  private static CallbackResponse withBody(int size) {
    return new CallbackResponse(200, Map.of(), new byte[size]);
  }

  private static CallbackResponse withHeaders(int count) {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      headers.put("X-" + i, "v");
    }
    return new CallbackResponse(200, headers, new byte[0]);
  }
}
