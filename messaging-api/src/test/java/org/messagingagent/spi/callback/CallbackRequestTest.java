package org.messagingagent.spi.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackRequestTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @Test
  void headersAreFoundInAnyLetterCaseAndNoneIsLost() {
    Map<String, List<String>> sent = new LinkedHashMap<>();
    sent.put("X-Id", List.of("1", "2"));
    sent.put("x-id", List.of("3"));
    CallbackRequest request = Requests.withHeaders(sent);

    assertThat(request.header("x-ID")).contains("1");
    assertThat(request.headers().get("X-ID")).containsExactly("1", "2", "3");
    assertThat(request.headers()).hasSize(1);
    assertThat(request.header("other")).isEmpty();
  }

  @Test
  void headersAreItsOwnAndCannotBeChanged() {
    List<String> values = new ArrayList<>(List.of("1"));
    Map<String, List<String>> headers = new LinkedHashMap<>(Map.of("a", values));
    CallbackRequest request = Requests.withHeaders(headers);
    values.add("2");
    headers.clear();

    assertThat(request.headers()).isEqualTo(Map.of("a", List.of("1")));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> request.headers().put("b", List.of()));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> request.headers().get("a").add("2"));
  }

  @Test
  void queryParametersAreDecodedInTheirOrder() {
    CallbackRequest request =
        Requests.withQuery("b=1+2&a=%C3%A9%2f&b=3&&flag&=x&empty=&c=d=e&caf%c3%a9=z");

    assertThat(request.queryParameters())
        .containsExactly(
            Map.entry("b", List.of("1 2", "3")),
            Map.entry("a", List.of("é/")),
            Map.entry("flag", List.of("")),
            Map.entry("", List.of("x")),
            Map.entry("empty", List.of("")),
            Map.entry("c", List.of("d=e")),
            Map.entry("café", List.of("z")));
    assertThat(request.queryParameter("b")).contains("1 2");
    assertThat(request.queryParameter("B")).isEmpty();
    assertThat(Requests.withQuery("").queryParameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "1%", "%+1", "%-1", "%１1", "100%+sure%41"})
  void whatIsWronglyEncodedStandsAsItWasSent(String wrong) {
    assertThat(Requests.withQuery("a=" + wrong).queryParameter("a")).contains(wrong);
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    assertThat(Requests.withQuery("a=%ff%00b").queryParameter("a")).contains("\uFFFD\0b");
  }

  @Test
  void queryKeepsWhatWasNotEncoded() {
    assertThat(Requests.withQuery("näme=grün").queryParameter("näme")).contains("grün");
  }

  @Test
  void floodOfParametersIsCutOff() {
    String flood = "x=1&".repeat(CallbackRequest.MAX_PARAMETERS) + "last=1";
    String names = "&".repeat(500_000) + "late=1";

    assertThat(Requests.withQuery(flood).queryParameter("x")).isPresent();
    assertThat(Requests.withQuery(flood).queryParameters().get("x"))
        .hasSize(CallbackRequest.MAX_PARAMETERS);
    assertThat(Requests.withQuery(flood).queryParameter("last")).isEmpty();
    assertThat(Requests.form(FORM, flood).formParameter("last")).isEmpty();
    assertThat(Requests.form(FORM, names).formParameter("late")).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FORM,
        "Application/X-WWW-Form-Urlencoded",
        FORM + "; charset=utf-8",
        FORM + " ;charset=\"UTF-8\"",
        FORM + "; boundary=x; Charset = utf8",
        FORM + "; charset=no-such",
        FORM + "; charset=",
        FORM + "; charset=\"",
        FORM + "; charset",
        FORM + "; charset=UTF-16",
        FORM + "; charset=IBM037",
        FORM + "; charset=x-JISAutoDetect",
      })
  void formIsUtf8UnlessItSaysOtherwiseInASetThatAFormCanBeIn(String contentType) {
    CallbackRequest request = Requests.form(contentType, "from=%2B4670&text=gr%C3%BCn&text=2");

    assertThat(request.formParameter("from")).contains("+4670");
    assertThat(request.formParameters().get("text")).containsExactly("grün", "2");
  }

  @Test
  void formIsDecodedInTheSetThatItNames() {
    CallbackRequest request = Requests.form(FORM + "; charset=ISO-8859-1", "text=gr%FCn+f\u00FCr");

    assertThat(request.formParameter("text")).contains("grün für");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/json",
        FORM + "x",
        "multipart/form-data; x=" + FORM
      })
  void otherBodiesHaveNoFields(String contentType) {
    assertThat(Requests.form(contentType, "a=1").formParameters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain; charset=ISO-8859-1, ISO-8859-1",
    "text/plain, UTF-8",
    "text/plain; charset=UTF-16, UTF-16",
    "text/plain; charset=../../etc, UTF-8",
  })
  void textIsInTheCharacterSetThatItNames(String contentType, String charset) throws Exception {
    byte[] body = "grün".getBytes(charset);
    CallbackRequest request = Requests.of("", Map.of("Content-Type", List.of(contentType)), body);

    assertThat(request.text()).isEqualTo("grün");
    assertThat(request.body()).isSameAs(body);
  }

  @Test
  void veryLongNameOfACharacterSetIsNone() {
    String contentType = "text/plain; charset=" + "x".repeat(10_000);

    assertThat(Requests.form(contentType, "grün").text())
        .isEqualTo(new String("grün".getBytes(StandardCharsets.ISO_8859_1), UTF_8));
  }

  @Test
  void listingTellsNoSecret() {
    CallbackRequest request =
        Requests.of(
            "token=secret", Map.of("Authorization", List.of("secret")), "secret".getBytes(UTF_8));

    assertThat(request).hasToString("POST /receipt");
  }

  @Test
  void pathBeginsWithASlash() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new CallbackRequest(
                    "GET", "x", "", Map.of(), new byte[0], InetAddress.getLoopbackAddress(), false))
        .withMessage("path must begin with a slash, was 'x'");
  }
}
