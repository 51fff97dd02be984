package org.messagingagent.server.soap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.soap.Endpoint.SOAP_11;
import static org.messagingagent.server.soap.Endpoint.createMessage;

import java.nio.charset.Charset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.agent.IncomingDraft;

/** Requests that are broken or meant to harm: a Fault of our own, and no operation runs. */
@TestInstance(Lifecycle.PER_CLASS)
class HostileInputTest {

  private static final String TEXT = "blåbær \uD83D\uDE00";
  private static final String REQUEST =
      Endpoint.envelope(SOAP_11, 87, createMessage("<c:Content>" + TEXT + "</c:Content>"));
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

  private final Endpoint endpoint = new Endpoint();

  @BeforeEach
  void forgetEarlierCalls() {
    endpoint.agent.forget();
  }

  @Test
  void aRequestThatIsCutOffAnywhereNeverRuns() {
    byte[] whole = REQUEST.strip().getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = new byte[length];
      System.arraycopy(whole, 0, part, 0, length);

      assertMalformed(send("text/xml; charset=utf-8", part));
    }
  }

  @Test
  void bytesChangedAnywhereGiveAFaultOrAnAnswerButNeverAFailure() {
    byte[] whole = REQUEST.getBytes(UTF_8);
    Random random = new Random(42);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = whole.clone();
      for (int n = 0; n <= random.nextInt(3); n++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Answer answer = send("text/xml", changed);
      assertThat(answer.xml()).doesNotContain("INTERNAL_ERROR");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "no xml",
        "{\"json\": true}",
        "<",
        "<a>",
        "<a></b>",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "<a>&nbsp;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>\u0001</a>",
        "<a/><b/>",
        "<?xml version='1.0' encoding='no-such'?><a/>",
        "<?xml version='1.0' encoding='utf-16'?><a/>",
        "<?xml version='1.1'?><a/>",
        "<?xml version='2.0'?><a/>",
        " <?xml version='1.0'?><a/>"
      })
  void whatIsNoXmlIsAFault(String document) {
    assertMalformed(send("text/xml", document.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE s:Envelope>",
        "<!DOCTYPE s:Envelope SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE s:Envelope [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
      })
  void aDocumentTypeIsRefused(String docType) {
    Answer answer = send("text/xml", REQUEST.replace(DECLARATION, DECLARATION + docType));

    assertMalformed(answer);
    assertThat(answer.texts(87, "Message").get(0)).contains("document type declaration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"&x;", "&nbsp;", "&#1;", "&#xFFFE;", "<!DOCTYPE a>", "]]>", "<![CDATA["})
  void badReferencesAndMarkupInsideTheBodyAreRefused(String text) {
    assertMalformed(send("text/xml", REQUEST.replace("blåbær", text)));
  }

  @Test
  void nestingDeeperThan64IsRefused() {
    assertThat(nested(59).status())
        .isEqualTo(200); // Envelope, Body, CreateMessage, IncomingMessage
    endpoint.agent.forget();

    Answer answer = nested(61);
    assertMalformed(answer);
    assertThat(answer.texts(87, "Message").get(0)).contains("64 elements deep");
    assertMalformed(nested(100_000));
  }

  private Answer nested(int depth) {
    String inside = "<x>".repeat(depth) + "</x>".repeat(depth);
    return send(
        "text/xml",
        Endpoint.envelope(SOAP_11, 87, createMessage(inside + "<c:Plugin>p</c:Plugin>")));
  }

  @Test
  void headersNestedDeeperThan64AreRefused() {
    String inside = "<x>".repeat(100) + "</x>".repeat(100);

    assertMalformed(send("text/xml", Endpoint.envelope(SOAP_11, 87, inside, "<c:GetPlugins/>")));
  }

  @Test
  void tooManyOrTooLongAttributesAreRefused() {
    StringBuilder many = new StringBuilder("<c:CreateMessage");
    for (int i = 0; i < 1000; i++) {
      many.append(" a").append(i).append("=''");
    }
    assertMalformed(send("text/xml", Endpoint.envelope(SOAP_11, 87, many + "></c:CreateMessage>")));
    assertMalformed(
        send(
            "text/xml",
            Endpoint.envelope(
                SOAP_11, 87, "<c:CreateMessage a='%s'/>".formatted("x".repeat(100_000)))));
  }

  @Test
  void manyUnknownElementsAreSkipped() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      many.append("<c:x").append(i).append("/>");
    }

    assertThat(
            send("text/xml", Endpoint.envelope(SOAP_11, 87, createMessage(many.toString())))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aFaultTellsThePlaceAndNothingOfTheParser() {
    Answer answer = send("text/xml", REQUEST.replace("</c:Content>", "</c:Konto>"));

    assertMalformed(answer);
    assertThat(answer.texts(87, "Message").get(0)).contains("line 4");
    assertThat(answer.xml()).doesNotContain("Konto", "ctc", "wstx", "XMLStream", "javax", "com.");
  }

  @Test
  void aLongNameIsQuotedInPart() {
    Answer answer =
        send("text/xml", Endpoint.envelope(SOAP_11, 87, "<c:" + "x".repeat(50_000) + "/>"));

    assertThat(answer.texts(87, "ExceptionType")).containsOnly("UNKNOWN_OPERATION");
    assertThat(answer.reply().body().length).isLessThan(4000);
  }

  static Stream<Arguments> encodings() {
    return Stream.of(
        Arguments.of("text/xml", "", UTF_8),
        Arguments.of("text/xml", "utf-8", UTF_8),
        Arguments.of("text/xml; charset=\"UTF-8\"", "UTF-8", UTF_8),
        Arguments.of("text/xml", "utf-16", UTF_16), // big endian with byte order mark
        Arguments.of("text/xml; charset=utf-8", "", UTF_16), // the mark wins
        Arguments.of("text/xml; charset=utf-16", "utf-16", UTF_16),
        Arguments.of("text/xml", "utf-16le", UTF_16LE),
        Arguments.of("text/xml; charset=UTF-16BE", "", UTF_16BE),
        Arguments.of("text/xml", "gb18030", Charset.forName("GB18030")));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void textIsReadInTheEncodingThatTheRequestHas(
      String contentType, String declared, Charset charset) {
    Answer answer = send(contentType, in(declared, REQUEST).getBytes(charset));

    assertThat(answer.status()).as(answer.xml()).isEqualTo(200);
    assertThat(endpoint.agent.onlyCall().argument(0, IncomingDraft.class).content())
        .isEqualTo(TEXT);
  }

  @Test
  void aByteOrderMarkOfUtf8IsNoText() {
    assertThat(send("text/xml", "\uFEFF" + REQUEST).status()).isEqualTo(200);
  }

  @Test
  void latin1IsReadWhereItIsDeclaredOrSaidByTheContentType() {
    String request = REQUEST.replace(TEXT, "blåbær");
    send("text/xml", in("iso-8859-1", request).getBytes(ISO_8859_1));
    send("text/xml; charset=iso-8859-1", in("", request).getBytes(ISO_8859_1));

    assertThat(endpoint.agent.calls())
        .hasSize(2)
        .allSatisfy(
            call ->
                assertThat(call.argument(0, IncomingDraft.class).content()).isEqualTo("blåbær"));
  }

  @Test
  void anEncodingThatTheBytesAreNotInIsRefused() {
    byte[] latin1 = REQUEST.replace(TEXT, "blåbær").getBytes(ISO_8859_1);

    assertMalformed(send("text/xml; charset=utf-8", latin1));
  }

  @Test
  void twoEncodingsThatDifferAreRefusedRatherThanGuessed() {
    Answer answer = send("text/xml; charset=utf-8", in("iso-8859-1", REQUEST).getBytes(UTF_8));

    assertMalformed(answer);
    assertThat(answer.texts(87, "Message").get(0)).contains("UTF-8", "iso-8859-1");
    assertMalformed(send("text/xml; charset=no-such", REQUEST.getBytes(UTF_8)));
  }

  private static String in(String encoding, String request) {
    return request.replace(
        DECLARATION,
        encoding.isEmpty() ? "" : "<?xml version='1.0' encoding='%s'?>".formatted(encoding));
  }

  private Answer send(String contentType, String xml) {
    return send(contentType, xml.getBytes(UTF_8));
  }

  private Answer send(String contentType, byte[] body) {
    return endpoint.send(SoapService.MESSAGING, contentType, body);
  }

  private void assertMalformed(Answer answer) {
    assertThat(answer.status()).as(answer.xml()).isEqualTo(500);
    assertThat(answer.isFault()).isTrue();
    assertThat(Answer.text(answer.payload(), "faultcode")).isEqualTo("s:Client");
    assertThat(answer.texts(87, "ExceptionType")).containsOnly("MALFORMED_REQUEST");
    assertThat(endpoint.agent.calls()).isEmpty();
  }
}
