package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.w3c.dom.Document;

class TextExactnessTest {

  private static final String SERVICE = Namespaces.SERVICE_PREFIX + 87;

  @Property(tries = 300)
  void everyTextThatXmlCanCarryArrivesAsItIs(@ForAll("xmlText") String text) throws Exception {
    assertThat(XmlText.require(text, "text")).isSameAs(text);
    assertThat(throughAParser(text)).isEqualTo(text);
  }

  @Example
  void lineEndsAndMarkupAndLongTextsArriveAsTheyAre() throws Exception {
    String text = "a\r\nb\rc\nd\t]]> &amp; <x/> \" ' \uD83D\uDE00 ".repeat(3_000);
    assertThat(throughAParser(text)).isEqualTo(text);
  }

  private static String throughAParser(String text) throws Exception {
    EnvelopeWriter.Body request =
        RequestBodies.createMessage(IncomingMessage.forPlugin("file").content(text).build());
    byte[] envelope =
        EnvelopeWriter.write(
            SoapVersion.SOAP_1_1, SERVICE, Optional.of(text), Optional.of("t"), request);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(envelope));
    assertThat(
            document.getElementsByTagNameNS(SERVICE, "ApplicationToken").item(0).getTextContent())
        .isEqualTo(text);
    return document.getElementsByTagNameNS(SERVICE, "Content").item(0).getTextContent();
  }

  @Provide
  Arbitrary<String> xmlText() {
    Arbitrary<Integer> characters =
        Arbitraries.oneOf(
            Arbitraries.of(
                (int) '\r', (int) '\n', (int) '\t', (int) '<', (int) '&', (int) ']', 0x85),
            Arbitraries.integers().between(0x20, 0xD7FF),
            Arbitraries.integers().between(0xE000, 0xFFFD),
            Arbitraries.integers().between(0x10000, 0x10FFFF));
    return characters
        .list()
        .ofMaxSize(200)
        .map(
            list -> {
              StringBuilder text = new StringBuilder();
              list.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
