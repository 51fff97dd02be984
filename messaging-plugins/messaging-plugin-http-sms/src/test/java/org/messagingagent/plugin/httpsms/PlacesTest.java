package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.StringReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.spi.callback.CallbackRequest;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Whatever a message holds, it stays where the template put it. */
class PlacesTest {

  private static final int TIMES = 2_000;
  private static final String JSON_TEMPLATE =
      "{\"to\":[\"{{to}}\"],\"m\":{\"{{from}}\":\"a{{content}}z\"},\"id\":{{messaging-id}}"
          + "{{#session-key}},\"s\":\"{{session-key}}\"{{/session-key}}}";
  private static final String XML_TEMPLATE =
      "<sms to=\"{{to}}\" from='{{from}}'><text>a{{content}}z</text>"
          + "{{#session-key}}<s>{{session-key}}</s>{{/session-key}}</sms>";
  private static final String FORM_TEMPLATE =
      "to={{to}}&from={{from}}&text=a{{content}}z{{#session-key}}&s={{session-key}}{{/session-key}}";

  /** What might lead out of a place, and what might be taken for something else on the way. */
  private static final List<String> NASTY =
      List.of(
          "\"",
          "'",
          "\\",
          "\\\"",
          "\\u0022",
          "}",
          "]}",
          ",\"x\":1",
          "<",
          ">",
          "&",
          "&lt;",
          "]]>",
          "<!--",
          "-->",
          "<![CDATA[",
          "<?x?>",
          "&#34;",
          "%",
          "%26",
          "%0A",
          "+",
          "=",
          "&to=x",
          ";",
          "#",
          "?",
          "/",
          "..",
          "../",
          "./",
          "//",
          "\r",
          "\n",
          "\r\n",
          "\r\nX-Evil: 1\r\n\r\n",
          "\t",
          "\0",
          "\u0001",
          "\u007f",
          "\u0085",
          "\u2028",
          "\u2029",
          "\uFEFF",
          "æøå",
          "€",
          "日本",
          "\uD83D\uDE00",
          "{{to}}",
          "{{/session-key}}",
          "{{#to}}",
          "ZqPlace0qZ",
          " ",
          "$1",
          "\\E");

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void nothingLeavesAStringOfJson() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      putIntoJson();
    }
  }

  private void putIntoJson() throws Exception {
    Map<Placeholder, String> values = values(false);
    BodyKind.JSON.check(Template.parse(JSON_TEMPLATE), StandardCharsets.UTF_8);
    String json = Template.parse(JSON_TEMPLATE).render(values, Escaping::json);
    Map<?, ?> root = (Map<?, ?>) JsonTree.parse(json).orElseThrow(() -> failure(json));
    Map<String, Object> expected = new HashMap<>();
    expected.put("to", List.of(values.get(Placeholder.TO)));
    expected.put(
        "m", Map.of(values.get(Placeholder.FROM), "a" + values.get(Placeholder.CONTENT) + "z"));
    expected.put("id", "7");
    if (!values.get(Placeholder.SESSION_KEY).isEmpty()) {
      expected.put("s", values.get(Placeholder.SESSION_KEY));
    }
    assertThat(root).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void nothingLeavesTextOrAttributesOfXml() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      putIntoXml();
    }
  }

  private void putIntoXml() throws Exception {
    Map<Placeholder, String> values = values(true);
    Charset charset = random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String template =
        charset.equals(StandardCharsets.UTF_8)
            ? XML_TEMPLATE
            : "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + XML_TEMPLATE;
    BodyKind.XML.check(Template.parse(template), charset);
    String xml = Template.parse(template).render(values, Escaping.xml(charset));
    assertThat(charset.newEncoder().canEncode(xml)).isTrue();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    var sms = document.getDocumentElement();
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < sms.getChildNodes().getLength(); i++) {
      elements.add(
          sms.getChildNodes().item(i).getNodeName()
              + "="
              + sms.getChildNodes().item(i).getTextContent());
    }
    List<String> expected =
        new ArrayList<>(List.of("text=a" + values.get(Placeholder.CONTENT) + "z"));
    if (!values.get(Placeholder.SESSION_KEY).isEmpty()) {
      expected.add("s=" + values.get(Placeholder.SESSION_KEY));
    }
    assertThat(elements).as("seed %d", seed).isEqualTo(expected);
    assertThat(sms.getAttributes().getLength()).isEqualTo(2);
    assertThat(sms.getAttribute("to")).as("seed %d", seed).isEqualTo(values.get(Placeholder.TO));
    assertThat(sms.getAttribute("from")).isEqualTo(values.get(Placeholder.FROM));
  }

  @Test
  void nothingLeavesAFieldOfAForm() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      putIntoAForm();
    }
  }

  private void putIntoAForm() throws Exception {
    Map<Placeholder, String> values = values(false);
    BodyKind.FORM.check(Template.parse(FORM_TEMPLATE), StandardCharsets.UTF_8);
    String form =
        Template.parse(FORM_TEMPLATE).render(values, Escaping.percent(StandardCharsets.UTF_8));
    CallbackRequest read =
        Rig.request("POST", "/", Map.of("Content-Type", "application/x-www-form-urlencoded"), form);
    Map<String, List<String>> expected = new HashMap<>();
    expected.put("to", List.of(values.get(Placeholder.TO)));
    expected.put("from", List.of(values.get(Placeholder.FROM)));
    expected.put("text", List.of("a" + values.get(Placeholder.CONTENT) + "z"));
    if (!values.get(Placeholder.SESSION_KEY).isEmpty()) {
      expected.put("s", List.of(values.get(Placeholder.SESSION_KEY)));
    }
    assertThat(read.formParameters()).as("seed %d", seed).isEqualTo(expected);
    assertThat(form).matches("[A-Za-z0-9._~%&=-]*");
  }

  @Test
  void nothingLeavesItsPartOfTheAddress() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      putIntoAnAddress();
    }
  }

  private void putIntoAnAddress() {
    Map<Placeholder, String> values = values(false);
    UrlTemplate template =
        UrlTemplate.parse("https://sms.example.com:8443/a/{{from}}{{to}}/send?q={{content}}&k=1");
    URI uri;
    try {
      uri = template.render(values, StandardCharsets.UTF_8);
    } catch (UnsendableException e) {
      String path = values.get(Placeholder.FROM) + "\0" + values.get(Placeholder.TO);
      assertThat(path)
          .as("refused for no reason, seed %d", seed)
          .matches("(?s)\0.*|.*\0|.*[/\\\\].*|[.\0]+");
      return;
    }
    assertThat(uri.getScheme()).isEqualTo("https");
    assertThat(uri.getRawAuthority()).isEqualTo("sms.example.com:8443");
    assertThat(uri.getRawFragment()).isNull();
    assertThat(uri.getRawPath().split("/", -1)).as("seed %d", seed).hasSize(4);
    assertThat(uri.normalize().getRawPath()).isEqualTo(uri.getRawPath());
    CallbackRequest read = Rig.request("GET", "/?" + uri.getRawQuery(), Map.of(), "");
    assertThat(read.queryParameters())
        .isEqualTo(Map.of("q", List.of(values.get(Placeholder.CONTENT)), "k", List.of("1")));
  }

  @Test
  void nothingLeavesAHeader() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      putIntoAHeader();
    }
  }

  private void putIntoAHeader() {
    String value = values(false).get(Placeholder.CONTENT);
    try {
      String header =
          Template.parse("x {{content}}")
              .render(Map.of(Placeholder.CONTENT, value), Escaping::header);
      assertThat(header).isEqualTo("x " + value).matches("[ -~]*");
    } catch (UnsendableException e) {
      assertThat(value).doesNotMatch("[ -~]*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "a\uDE00b", "\uDE00\uD83D"})
  void halfACharacterIsNotSent(String half) {
    for (Template.Escape escape :
        List.<Template.Escape>of(
            Escaping::json,
            Escaping.xml(StandardCharsets.UTF_8),
            Escaping.percent(StandardCharsets.UTF_8))) {
      assertThatExceptionOfType(UnsendableException.class)
          .isThrownBy(() -> escape.escape(Placeholder.CONTENT, half))
          .withMessageContaining("content has half of a surrogate pair");
    }
  }

  @Test
  void whatTheCharsetLacksIsNotSentInAForm() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () -> Escaping.percent(StandardCharsets.ISO_8859_1).escape(Placeholder.CONTENT, "日本"))
        .withMessage(
            "content has characters that ISO-8859-1, which the gateway takes, does not have");
    assertThatCode(
            () ->
                assertThat(
                        Escaping.percent(StandardCharsets.ISO_8859_1)
                            .escape(Placeholder.CONTENT, "æ"))
                    .isEqualTo("%E6"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"to\":{{to}}}",
        "{\"to\":\"\\{{to}}\"}",
        "{\"to\":\"\\u00{{to}}\"}",
        "{\"to\":\"\\u00{{messaging-id}}\"}",
        "{\"to\":\"{{to}}\"} {{content}}",
        "{\"to\":\"{{to}}\"}{}",
        "{\"to\":\"{{to}}\"",
        "{\"to\":\"{{to}}\"{{#from}},\"from\":\"{{from}}\"{{/from}}{{#content}},{{/content}}}",
        "{\"to\":\"{{to}}\", /* {{content}} */ \"a\":1}",
        "{'to':'{{to}}'}"
      })
  void aPlaceThatIsNotSafeInJsonIsRefused(String template) {
    assertThatExceptionOfType(SettingFault.class)
        .isThrownBy(() -> BodyKind.JSON.check(Template.parse(template), StandardCharsets.UTF_8))
        .withMessageMatching("(?s).*(between quotes|one JSON value).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a>{{to}}<{{content}}/></a>",
        "<a {{to}}=\"x\"/>",
        "<a to={{to}}/>",
        "<a>&{{to}};</a>",
        "<a>&#{{messaging-id}};</a>",
        "<a><!-- {{to}} --></a>",
        "<a><![CDATA[{{to}}]]></a>",
        "<a><?pi {{to}}?></a>",
        "<!DOCTYPE a [<!ENTITY x \"{{to}}\">]><a/>",
        "<a>{{to}}",
        "{{to}}"
      })
  void aPlaceThatIsNotSafeInXmlIsRefused(String template) {
    assertThatExceptionOfType(SettingFault.class)
        .isThrownBy(() -> BodyKind.XML.check(Template.parse(template), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{to}}=1", "to={{to}}&text=a b", "to=%{{to}}", "to=%4{{to}}", "to=ø", ""})
  void whatIsNoFormIsRefused(String template) {
    assertThatExceptionOfType(SettingFault.class)
        .isThrownBy(() -> BodyKind.FORM.check(Template.parse(template), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sms.example.com/send",
        "ftp://sms.example.com/send",
        "https://{{account}}.example.com/send",
        "https://sms.example.com:{{to}}/send",
        "https://user:password@sms.example.com/send",
        "https://sms.example.com/send#{{to}}",
        "https://sms.example.com/a b",
        "https://sms.example.com/{{nobody}}",
        "https:///send"
      })
  void whatIsNoAddressIsRefused(String address) {
    assertThatExceptionOfType(SettingFault.class).isThrownBy(() -> UrlTemplate.parse(address));
  }

  private Map<Placeholder, String> values(boolean xml) {
    return Map.of(
        Placeholder.TO, hostile(xml),
        Placeholder.FROM, hostile(xml),
        Placeholder.CONTENT, hostile(xml),
        Placeholder.SESSION_KEY, random.nextInt(3) == 0 ? "" : hostile(xml),
        Placeholder.MESSAGING_ID, "7");
  }

  private String hostile(boolean xml) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(
          random.nextInt(4) == 0
              ? Character.toString(anyCharacter())
              : NASTY.get(random.nextInt(NASTY.size())));
    }
    // What XML cannot carry is not sent at all; that has its own test.
    return xml
        ? text.toString().replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "")
        : text.toString();
  }

  private int anyCharacter() {
    int c = random.nextInt(Character.MAX_CODE_POINT + 1);
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 'x' : c;
  }

  private AssertionError failure(String json) {
    return new AssertionError("No JSON: %s (seed %d)".formatted(json, seed));
  }

  @Test
  void whatXmlCannotCarryIsNotSent() {
    assertThatExceptionOfType(UnsendableException.class)
        .isThrownBy(
            () -> Escaping.xml(StandardCharsets.UTF_8).escape(Placeholder.CONTENT, "a\u0001"))
        .withMessage("content has the character U+0001, which XML cannot carry");
  }
}
