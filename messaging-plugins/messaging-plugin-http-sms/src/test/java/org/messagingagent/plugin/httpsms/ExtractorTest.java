package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractorTest {

  private static final String JSON =
      "{\"id\":\"42\",\"n\":12345678901234567890,\"t\":true,\"z\":null,\"a/b\":{\"m~n\":\"x\"},"
          + "\"list\":[{\"id\":\"1\"},null,{\"id\":\"3\"},{\"no\":\"4\"}],\"o\":{\"0\":\"zero\"}}";
  private static final String XML =
      "<?xml version=\"1.0\"?><r xmlns=\"urn:x\"><m id=\"1\"><id>a<b>no</b>c</id></m>"
          + "<m id=\"2\"><id><![CDATA[d & e]]></id></m></r>";

  @ParameterizedTest
  @CsvSource({
    "json:/id, 42",
    "json:/n, 12345678901234567890",
    "json:/t, true",
    "json:/z, ''",
    "json:/a~1b/m~0n, x",
    "json:/list/2/id, 3",
    "json:/list/*/id, '1,3'",
    "json:/list/02/id, ''",
    "json:/list/9/id, ''",
    "json:/o/0, zero",
    "json:/o, ''",
    "json:/id/x, ''",
    "json:, ''"
  })
  void findsByJsonPointer(String place, String found) {
    assertThat(String.join(",", find(place, JSON))).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "xml:/r/m/id, 'ac,d & e'",
    "xml:/r/m/@id, '1,2'",
    "xml:/r/m/b, ''",
    "xml:/m, ''",
    "xml:/r/m/@no, ''"
  })
  void findsByXmlPath(String place, String found) {
    assertThat(String.join(",", find(place, XML))).isEqualTo(found);
  }

  @Test
  void findsByPattern() {
    assertThat(find("pattern:(?i)ok[: ]+([0-9a-f-]+)", "OK: 12-a\nOK: 12-b\nERR 4"))
        .containsExactly("12-a", "12-b");
    assertThat(find("pattern:^ERR (\\d+)", "OK: 1")).isEmpty();
  }

  @Test
  void findsFieldsInQueryFormAndJson() {
    Extractor id = Extractor.parse("field:id");
    Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
    Map<String, String> json = Map.of("Content-Type", "application/json");
    assertThat(id.find(Received.of(Rig.request("GET", "/?id=a%20b", Map.of(), ""))))
        .containsExactly("a b");
    assertThat(id.find(Received.of(Rig.request("POST", "/", form, "id=c+d"))))
        .containsExactly("c d");
    assertThat(id.find(Received.of(Rig.request("POST", "/", json, JSON)))).containsExactly("42");
    assertThat(id.find(Received.of(Rig.request("POST", "/", json, "[]")))).isEmpty();
    assertThat(
            Extractor.parse("header:X-Id")
                .find(Received.of(Rig.request("POST", "/", Map.of("x-id", "7"), ""))))
        .containsExactly("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nonsense",
        "<a>",
        "<?xml",
        "{\"id\":}",
        "[1,2",
        "\u0000",
        "{\"id\":\"1\"} x"
      })
  void findsNothingInNonsense(String nonsense) {
    for (String place : List.of("json:/id", "xml:/a", "field:id", "header:X")) {
      assertThat(find(place, nonsense)).as(place).isEmpty();
    }
  }

  @Test
  void findsNothingInXmlThatWouldFetchOrGrow() {
    assertThat(find("xml:/a", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"))
        .isEmpty();
    assertThat(find("xml:/a", "<!DOCTYPE a [<!ENTITY x \"yy\">]><a>&x;</a>")).isEmpty();
    assertThat(find("xml:/a", "<a>".repeat(10_000))).isEmpty();
  }

  @Test
  void findsNothingInJsonThatIsTooDeepOrTooMuch() {
    assertThat(find("json:/id", "[".repeat(100_000))).isEmpty();
    assertThat(find("json:/0", "[" + "1,".repeat(200_000) + "1]")).isEmpty();
  }

  @Test
  void aHostilePatternTakesNoLongerThanTheTextIsLong() {
    String text = "a".repeat(60_000) + "!";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertThat(find("pattern:^((?:a+)+)$", text)).isEmpty();
          assertThat(find("pattern:^((?:a|aa)+)$", text)).isEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | must be json:/",
        "jsonpath:$.id | must be json:/",
        "json:id | must begin with a slash",
        "json:/a~2b | write ~0 for ~",
        "xml:id | must be names of elements",
        "xml:/a//b | must be names of elements",
        "xml:/a/@b/c | must be names of elements",
        "field: | must have a name after the colon",
        "header:  | must have a name after the colon",
        "pattern:OK .* | with 0 groups; put what is wanted",
        "pattern:(a)(b) | with 2 groups",
        "pattern:(a | has no pattern of RE2: missing closing )",
        "pattern:(?=a)(b) | has no pattern of RE2",
        "pattern:(a)\\1 | has no pattern of RE2"
      })
  void whatIsWrongIsSaid(String place, String problem) {
    assertThatExceptionOfType(SettingFault.class)
        .isThrownBy(() -> Extractor.parse(place))
        .withMessageContaining(problem);
  }

  @Test
  void aPatternHasABound() {
    assertThatThrownBy(() -> Extractor.parse("pattern:(" + "a".repeat(500) + ")"))
        .hasMessageContaining("more than 500 characters");
  }

  private static List<String> find(String place, String body) {
    return Extractor.parse(place)
        .find(Received.of(Rig.request("POST", "/", Map.of("Content-Type", "text/plain"), body)));
  }
}
