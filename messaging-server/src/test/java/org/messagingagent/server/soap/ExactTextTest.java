package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.soap.Endpoint.SOAP_11;
import static org.messagingagent.server.soap.Endpoint.SOAP_12;
import static org.messagingagent.server.soap.Endpoint.createMessage;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.messagingagent.server.agent.IncomingDraft;

/** A text reaches the agent, and comes back from it, character by character. */
class ExactTextTest {

  private static final Endpoint ENDPOINT = new Endpoint();

  @Property(tries = 400)
  void whatIsSentIsWhatTheAgentGets(
      @ForAll("xmlTexts") String content, @ForAll("xmlTexts") String to, @ForAll boolean cdata) {
    ENDPOINT.agent.forget();
    Answer answer =
        send(
            createMessage(
                "<c:To>%s</c:To><c:Content>%s</c:Content>"
                    .formatted(escaped(to), cdata ? asCdata(content) : escaped(content))));

    assertThat(answer.status()).isEqualTo(200);
    IncomingDraft draft = ENDPOINT.agent.onlyCall().argument(0, IncomingDraft.class);
    assertThat(draft.to()).isEqualTo(to);
    assertThat(draft.content()).isEqualTo(content);
  }

  @Property(tries = 10)
  void longTextsAreKeptAsWell(@ForAll("xmlTexts") String piece) {
    ENDPOINT.agent.forget();
    String content = piece + (piece + "x").repeat(100_000 / (piece.length() + 1));
    send(createMessage("<c:Content>%s</c:Content>".formatted(escaped(content))));

    assertThat(ENDPOINT.agent.onlyCall().argument(0, IncomingDraft.class).content())
        .isEqualTo(content);
  }

  @Property(tries = 200)
  void whatTheAgentAnswersIsWhatTheCallerGets(@ForAll("xmlTexts") String description) {
    ENDPOINT.agent.describeStatusesAs(description);
    Answer answer =
        send(
            "<c:GetDeliveryStatus><c:MessagingIds><a:int>1</a:int></c:MessagingIds>"
                + "</c:GetDeliveryStatus>");

    assertThat(answer.texts(87, "StatusDescription")).containsExactly(description);
  }

  @Provide
  Arbitrary<String> xmlTexts() {
    Arbitrary<String> characters =
        Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0x20, 0x7E)),
                Tuple.of(2, Arbitraries.of(0x9, 0xA, 0xD, 0x85, 0xA0, 0x2028, 0xFFFD)),
                Tuple.of(2, Arbitraries.integers().between(0x80, 0xD7FF)),
                Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFD)),
                Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF)))
            .map(Character::toString);
    Arbitrary<String> pieces =
        Arbitraries.frequencyOf(
            Tuple.of(9, characters),
            Tuple.of(
                1,
                Arbitraries.of("\r\n", "]]>", "<![CDATA[", "&amp;", "<b>", "  ", "\uD83D\uDE00")));
    return pieces.list().ofMaxSize(60).map(list -> String.join("", list));
  }

  private static Answer send(String operation) {
    String soap = operation.length() % 2 == 0 ? SOAP_11 : SOAP_12;
    return ENDPOINT.send(
        SoapService.MESSAGING,
        "text/xml; charset=utf-8",
        Endpoint.envelope(soap, 87, operation).getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;")
        .replace("\n", "&#xA;");
  }

  /** CDATA has no references, so a carriage return stands outside of it. */
  private static String asCdata(String text) {
    return "<![CDATA["
        + text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
        + "]]>";
  }
}
