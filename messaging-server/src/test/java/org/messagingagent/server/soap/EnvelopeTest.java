package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.soap.Endpoint.SOAP_11;
import static org.messagingagent.server.soap.Endpoint.SOAP_12;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.RepeatKey;
import org.messagingagent.wire.Namespaces;

/** Versions, headers and the envelope around an operation. */
class EnvelopeTest {

  private static final String GET_PLUGINS = "<c:GetPlugins/>";
  private static final String WSA = "http://www.w3.org/2005/08/addressing";

  private final Endpoint endpoint = new Endpoint();

  @ParameterizedTest
  @ValueSource(ints = {73, 75, 80, 81})
  void theOlderContractHasNeitherSupportsConfigNorSendMessagesWithConfig(int number) {
    assertThat(endpoint.messaging(number, GET_PLUGINS).texts(number, "SupportsConfig")).isEmpty();

    Answer answer = endpoint.messaging(number, "<c:SendMessagesWithConfig/>");
    assertThat(answer.texts(number, "ExceptionType")).contains("UNKNOWN_OPERATION");
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 75, 80, 81, 82, 83, 84, 85})
  void accessTokensAreUnknownBefore86(int number) {
    Answer answer = endpoint.principal(number, "<c:AuthenticateWithAccessToken/>");

    assertThat(answer.texts(number, "ExceptionType")).contains("UNKNOWN_OPERATION");
  }

  @Test
  void theBodyDecidesTheContractWhateverTheAddressSays() {
    SoapRequest request =
        new SoapRequest(
            SoapService.MESSAGING,
            88,
            "text/xml",
            Endpoint.envelope(SOAP_11, 75, GET_PLUGINS).getBytes(StandardCharsets.UTF_8),
            Optional.empty());

    assertThat(endpoint.send(request).payload().getNamespaceURI())
        .isEqualTo(Namespaces.SERVICE_PREFIX + 75);
  }

  @Test
  void namespacesAreComparedByUriUnderAnyPrefix() {
    String ns = Namespaces.SERVICE_PREFIX + 84;
    Answer answer =
        endpoint.send(
            SoapService.MESSAGING,
            "text/xml",
            """
            <Envelope xmlns="%s"><Header>
            <x:ApplicationToken xmlns:x="%2$s">app</x:ApplicationToken>
            <Credentials xmlns="%2$s"><y:Ticket xmlns:y="%2$s"> 7T:ticket
            </y:Ticket></Credentials></Header>
            <Body><CreateMessage xmlns="%2$s" xmlns:p="%2$s"><p:IncomingMessage>
            <q:Plugin xmlns:q="%2$s">file</q:Plugin><p:To>1</p:To><Content>x</Content>
            </p:IncomingMessage></CreateMessage></Body></Envelope>"""
                .formatted(SOAP_11, ns));

    assertThat(answer.status()).as(answer.xml()).isEqualTo(200);
    assertThat(endpoint.agent.onlyCall().caller().ticket()).isEqualTo("7T:ticket");
    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(new IncomingDraft("1", "", "x", "", "", "file"));
  }

  @Test
  void headersOfRepliesAndNilHeadersInARequestMeanNothing() {
    Answer answer =
        withHeaders(
            SOAP_11,
            """
            <c:ExceptionInfo i:nil="true"/><c:ExtraInfo i:nil="true"/>
            <c:Succeeded i:nil="true"/><c:TimeZone i:nil="true"/>
            <c:ApplicationToken i:nil="true"/><c:Credentials i:nil="true"/>\
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(endpoint.agent.onlyCall().caller().ticket()).isEmpty();
    assertThat(endpoint.agent.onlyCall().caller().applicationToken()).isEmpty();
  }

  /** SOAP::Lite with a default namespace qualifies the header and not what is in it. */
  @Test
  void aTicketInTheWrongNamespaceIsRefusedAndSaysWhichNamespaceToUse() {
    Answer answer =
        withHeaders(SOAP_11, "<c:Credentials><Ticket>7T:secret</Ticket></c:Credentials>");

    assertThat(answer.texts(87, "ExceptionType")).containsOnly("INVALID_ARGUMENT");
    assertThat(answer.texts(87, "Message").get(0))
        .contains("Ticket", "Credentials", "''", Namespaces.SERVICE_PREFIX + 87);
    assertThat(answer.xml()).doesNotContain("secret");
    assertThat(endpoint.agent.calls()).isEmpty();
  }

  @Test
  void aTimeZoneIsTakenAndMeansNothing() {
    assertThat(
            withHeaders(
                    SOAP_11,
                    "<c:TimeZone><c:SoTimeZoneId>not a number</c:SoTimeZoneId></c:TimeZone>")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {SOAP_11, SOAP_12})
  void mustUnderstandOnOurHeadersIsFine(String soap) {
    Answer answer =
        withHeaders(
            soap,
            """
            <c:ApplicationToken s:mustUnderstand="1">app</c:ApplicationToken>
            <c:Credentials s:mustUnderstand="true"><c:Ticket>t</c:Ticket></c:Credentials>
            <c:TimeZone s:mustUnderstand="1" i:nil="true"/>\
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(endpoint.agent.onlyCall().caller().ticket()).isEqualTo("t");
  }

  @ParameterizedTest
  @CsvSource({SOAP_11 + ",500", SOAP_12 + ",500"})
  void mustUnderstandOnAnUnknownHeaderIsAFaultOfItsOwn(String soap, int status) {
    Answer answer = withHeaders(soap, "<x:Odd xmlns:x='urn:x' s:mustUnderstand='1'/>");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.isFault()).isTrue();
    assertThat(answer.xml()).contains("s:MustUnderstand<");
    assertThat(answer.texts(87, "ExceptionType")).containsOnly("MUST_UNDERSTAND");
    assertThat(answer.texts(87, "Message").get(0)).contains("'Odd'", "'urn:x'");
    assertThat(endpoint.agent.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    SOAP_11 + ",actor,http://schemas.xmlsoap.org/soap/actor/next,500",
    SOAP_11 + ",actor,'',500",
    SOAP_11 + ",actor,urn:somebody-else,200",
    SOAP_12 + ",role,http://www.w3.org/2003/05/soap-envelope/role/next,500",
    SOAP_12 + ",role,http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver,500",
    SOAP_12 + ",role,http://www.w3.org/2003/05/soap-envelope/role/none,200",
    SOAP_12 + ",role,urn:somebody-else,200"
  })
  void mustUnderstandCountsForHeadersThatAreForUs(
      String soap, String attribute, String role, int status) {
    String header = "<x:Odd xmlns:x='urn:x' s:mustUnderstand='1' s:%s='%s'/>";

    assertThat(withHeaders(soap, header.formatted(attribute, role)).status()).isEqualTo(status);
  }

  @Test
  void unknownHeadersWithoutMustUnderstandMeanNothing() {
    assertThat(
            withHeaders(
                    SOAP_11,
                    """
                    <w:Action xmlns:w="%s" s:mustUnderstand="0">urn:whatever</w:Action>
                    <w:ReplyTo xmlns:w="%1$s"><w:Address>urn:x</w:Address></w:ReplyTo>\
                    """
                        .formatted(WSA))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aMessageIdIsARepeatKeyThatIsNotStrict() {
    withHeaders(SOAP_11, "<w:MessageID xmlns:w='%s'> urn:uuid:1 </w:MessageID>".formatted(WSA));

    assertThat(endpoint.agent.onlyCall().caller().repeatKey())
        .contains(new RepeatKey("urn:uuid:1", false));
  }

  @Test
  void aMessageIdTooLongForAKeyIsNone() {
    withHeaders(
        SOAP_11, "<w:MessageID xmlns:w='%s'>%s</w:MessageID>".formatted(WSA, "x".repeat(256)));

    assertThat(endpoint.agent.onlyCall().caller().repeatKey()).isEmpty();
  }

  @Test
  void anIdempotencyKeyIsStrictAndWins() {
    send(Optional.of("k1"), "<w:MessageID xmlns:w='%s'>urn:uuid:1</w:MessageID>".formatted(WSA));

    assertThat(endpoint.agent.onlyCall().caller().repeatKey()).contains(new RepeatKey("k1", true));
  }

  @Test
  void anIdempotencyKeyTooLongIsRefused() {
    Answer answer = send(Optional.of("k".repeat(256)), "");

    assertThat(answer.texts(87, "ExceptionType")).containsOnly("INVALID_ARGUMENT");
    assertThat(answer.texts(87, "Message").get(0)).contains("256", "255");
    assertThat(endpoint.agent.calls()).isEmpty();
  }

  @Test
  void anOperationOfTheOtherServiceIsUnknownAndSaysWhere() {
    Answer answer = endpoint.messaging("<c:GetSystemInfo/>");

    assertThat(answer.texts(87, "ExceptionType")).containsOnly("UNKNOWN_OPERATION");
    assertThat(answer.texts(87, "Message").get(0)).contains("GetSystemInfo", "SoPrincipal.svc");
  }

  @Test
  void anUnknownOperationIsNamed() {
    Answer answer = endpoint.messaging(83, "<c:DeleteEverything/>");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.texts(83, "ExceptionType")).containsOnly("UNKNOWN_OPERATION");
    assertThat(answer.texts(83, "Value")).containsOnly("DeleteEverything");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<GetPlugins/>",
        "<x:GetPlugins xmlns:x='urn:x'/>",
        "<x:GetPlugins xmlns:x='http://www.superoffice.net/ws/crm/NetServer/Services74'/>"
      })
  void anOperationInNoContractIsUnknownAndSaysWhichNamespaceToUse(String operation) {
    Answer answer = endpoint.messaging(operation);

    assertThat(answer.texts(87, "ExceptionType")).containsOnly("UNKNOWN_OPERATION");
    assertThat(answer.texts(87, "Message").get(0)).contains(Namespaces.SERVICE_PREFIX + 87);
  }

  @Test
  void twoOperationsInABodyAreRefusedAndNeitherRuns() {
    Answer answer = endpoint.messaging("<c:GetPlugins/><c:GetPlugins/>");

    assertMalformed(answer, "second element");
  }

  @Test
  void anEmptyBodyIsRefused() {
    assertMalformed(endpoint.messaging(" \n "), "Body is empty");
  }

  @Test
  void anEnvelopeWithoutBodyIsRefused() {
    assertMalformed(
        xml("<s:Envelope xmlns:s='%s'><s:Header/></s:Envelope>".formatted(SOAP_11)), "no Body");
  }

  @Test
  void headersAfterTheBodyAreRefused() {
    String request =
        Endpoint.envelope(SOAP_11, 87, GET_PLUGINS)
            .replace("</s:Body>", "</s:Body><c:ApplicationToken>x</c:ApplicationToken>");

    assertMalformed(xml(request), "ApplicationToken");
  }

  @Test
  void textBesideTheOperationIsRefused() {
    assertMalformed(endpoint.messaging("<c:GetPlugins/>and more"), "text");
    assertMalformed(endpoint.messaging("first <c:GetPlugins/>"), "text");
  }

  @Test
  void aSecondHeaderIsRefused() {
    String request =
        Endpoint.envelope(SOAP_11, 87, GET_PLUGINS).replace("<s:Body>", "<s:Header/><s:Body>");

    assertMalformed(xml(request), "'Header'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<GetPlugins/>",
        "<s:Envelope xmlns:s='urn:no-soap'><s:Body/></s:Envelope>",
        "<Envelope><Body/></Envelope>",
        "<html><body>hello</body></html>"
      })
  void whatIsNoSoapEnvelopeIsRefused(String document) {
    assertMalformed(xml(document), "not a SOAP Envelope");
  }

  @Test
  void commentsAndProcessingInstructionsMeanNothing() {
    String request =
        Endpoint.envelope(
                SOAP_11,
                87,
                "<!-- a --><c:CreateMessage><?b c?><c:IncomingMessage><c:Content>x<!-- y -->z"
                    + "</c:Content></c:IncomingMessage></c:CreateMessage><!-- d -->")
            + "<!-- e --><?f g?>";

    assertThat(xml(request).status()).isEqualTo(200);
    assertThat(endpoint.agent.onlyCall().argument(0, IncomingDraft.class).content())
        .isEqualTo("xz");
  }

  private void assertMalformed(Answer answer, String part) {
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.isFault()).isTrue();
    assertThat(answer.xml()).contains("s:Client<");
    assertThat(answer.texts(87, "ExceptionType")).containsOnly("MALFORMED_REQUEST");
    assertThat(answer.texts(87, "Message").get(0)).contains(part);
    assertThat(endpoint.agent.calls()).isEmpty();
  }

  private Answer xml(String document) {
    return endpoint.send(SoapService.MESSAGING, "text/xml", document);
  }

  private Answer withHeaders(String soap, String headers) {
    return xml(Endpoint.envelope(soap, 87, headers, GET_PLUGINS));
  }

  private Answer send(Optional<String> idempotencyKey, String headers) {
    return endpoint.send(
        new SoapRequest(
            SoapService.MESSAGING,
            87,
            "text/xml",
            Endpoint.envelope(SOAP_11, 87, headers, GET_PLUGINS).getBytes(StandardCharsets.UTF_8),
            idempotencyKey));
  }
}
