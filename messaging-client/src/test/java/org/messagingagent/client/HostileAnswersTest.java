package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.messagingagent.client.ScriptedServer.envelope;
import static org.messagingagent.client.ScriptedServer.fault;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.soap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.client.ScriptedServer.Answer;

/** What the client makes of answers that are wrong, odd or meant to do harm. */
@Timeout(60)
class HostileAnswersTest {

  private static final IncomingMessage HELLO = IncomingMessage.forPlugin("file").build();
  private static final Map<String, String> XML = Map.of("Content-Type", "text/xml; charset=utf-8");

  private final ScriptedServer server = new ScriptedServer();
  private final MessagingClient client =
      MessagingClient.builder(server.url()).ticket("7T:x").retries(0).build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** What comes of a call that stores, and of one that changes nothing, under this answer. */
  private void expect(
      Answer answer,
      Class<? extends MessagingClientException> storing,
      Class<? extends MessagingClientException> reading) {
    server.otherwise(answer);
    assertThatThrownBy(() -> client.createMessage(HELLO)).isInstanceOf(storing);
    assertThatThrownBy(client::getPlugins).isInstanceOf(reading);
  }

  private <E extends Throwable> E thrown(Class<E> type, Answer answer, ThrowingCallable call) {
    server.otherwise(answer);
    return catchThrowableOfType(type, call);
  }

  private static Answer bareFault(int status, String code, String more) {
    return soap(
        status,
        "",
        "<s:Fault><faultcode>%s</faultcode><faultstring>broken</faultstring>%s</s:Fault>"
            .formatted(code, more));
  }

  @Test
  void anEmptyAnswerToTheFirstCallIsNoSuccess() {
    expect(http(200, XML, ""), OutcomeUnknownException.class, UnexpectedAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void aSuccessWithoutSoapLeavesOpenWhatWasDone(int status) {
    expect(
        http(status, Map.of("Content-Type", "text/html"), status == 204 ? "" : "<html/>"),
        OutcomeUnknownException.class,
        UnexpectedAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 501, 502, 504, 520, 524, 599})
  void aGatewayThatFailsLeavesOpenWhatWasDone(int status) {
    expect(
        http(status, Map.of(), "<html/>"), OutcomeUnknownException.class, TryLaterException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 411})
  void aPageThatRefusesIsSomethingElseAtThisAddress(int status) {
    expect(
        http(status, Map.of(), "<html/>"),
        UnexpectedAnswerException.class,
        UnexpectedAnswerException.class);
  }

  @Test
  void aServerWithoutTheSoapVersionIsNamedWithTheWayOut() {
    assertThat(
            thrown(
                RejectedException.class,
                http(415, Map.of(), ""),
                () -> client.createMessage(HELLO)))
        .hasMessageContaining("SOAP_1_1")
        .hasMessageContaining("soapVersion");
  }

  @ParameterizedTest
  @CsvSource({
    "500, s:Server",
    "500, s:Server.Memory",
    "500, a:InternalServiceFault",
    "500, ''",
    "504, s:Client",
    "502, s:Server"
  })
  void aBareFaultOfTheServersSideLeavesOpenWhatWasDone(int status, String code) {
    expect(bareFault(status, code, ""), OutcomeUnknownException.class, TryLaterException.class);
    assertThat(
            thrown(
                OutcomeUnknownException.class,
                bareFault(status, code, ""),
                () -> client.createMessage(HELLO)))
        .hasMessageContaining("\"broken\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s:Client", "s:Client.Argument", "a:ActionNotSupported"})
  void aBareFaultOfTheCallersSideIsARejection(String code) {
    expect(bareFault(500, code, ""), RejectedException.class, RejectedException.class);
  }

  @Test
  void aFaultWithinADetailDoesNotCount() {
    RejectedException refused =
        thrown(
            RejectedException.class,
            bareFault(
                500,
                "s:Client",
                "<detail><faultcode>x:Server</faultcode><faultstring>inner</faultstring></detail>"),
            () -> client.createMessage(HELLO));
    assertThat(refused).hasMessage("broken");
    assertThat(refused.code()).isEqualTo("Client");
  }

  @Test
  void anExpiredTicketIsKnownByTheSubcodeAndByTheTypeThatWcfWrites() {
    expect(
        http(
            400,
            Map.of("Content-Type", "application/soap+xml; charset=utf-8"),
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code>\
            <s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:FailedAuthentication</s:Value>\
            </s:Subcode></s:Code><s:Reason><s:Text>no</s:Text></s:Reason></s:Fault></s:Body>\
            </s:Envelope>"""),
        NotAuthenticatedException.class,
        NotAuthenticatedException.class);
    expect(
        bareFault(
            500,
            "a:InternalServiceFault",
            """
            <detail><ExceptionDetail xmlns="http://schemas.datacontract.org/2004/07/System.ServiceModel">\
            <Message>no</Message><Type>SuperOffice.Exceptions.SoSessionException</Type>\
            </ExceptionDetail></detail>"""),
        NotAuthenticatedException.class,
        NotAuthenticatedException.class);
  }

  @Test
  void aFailureWithinOurServerLeavesOpenWhatWasDone() {
    for (String code : List.of("INTERNAL_ERROR", "OUTCOME_UNKNOWN")) {
      expect(
          fault(500, code, "see the log"), OutcomeUnknownException.class, TryLaterException.class);
    }
  }

  @Test
  void anErrorThatIsOnlyForEndUsersIsToldAllTheSame() {
    assertThat(
            thrown(
                RejectedException.class,
                envelope(
                    "<ExceptionInfo><Message i:nil='true'/><FriendlyText>Say this</FriendlyText>"
                        + "</ExceptionInfo><Succeeded>false</Succeeded>",
                    "<CreateMessageResponse/>"),
                () -> client.createMessage(HELLO)))
        .hasMessage("Say this");
  }

  @Test
  void wordsOfAServerAreShownInOneBoundedLineAndWithoutTickets() {
    String long100k = "y".repeat(100_000);
    RejectedException refused =
        thrown(
            RejectedException.class,
            fault(500, "System.Refused", "Not 7T:c2VjcmV0=\n2026-01-01 ERROR forged " + long100k),
            () -> client.createMessage(HELLO));
    assertThat(refused.getMessage())
        .startsWith("Not 7T:... 2026-01-01 ERROR forged y")
        .hasSizeLessThan(1100);
    assertThat(
            thrown(
                    UnexpectedAnswerException.class,
                    http(302, Map.of("Location", "https://elsewhere/?" + long100k), ""),
                    () -> client.createMessage(HELLO))
                .getMessage())
        .hasSizeLessThan(1300);
  }

  @Test
  void aTextInManyPiecesIsReadInATimeThatGrowsWithItsLength() {
    server.otherwise(
        envelope(
            "<Succeeded>true</Succeeded>",
            "<GetPluginsResponse><Response><ProviderInfo><Name>"
                + "&#65;".repeat(400_000)
                + "</Name></ProviderInfo></Response></GetPluginsResponse>"));
    assertThat(client.getPlugins().get(0).name()).hasSize(400_000);
  }

  @Test
  void anAnswerThatTakesAParserTooLongEndsWithTheCallsTime() {
    String declarations =
        IntStream.range(0, 150_000)
            .mapToObj(number -> " xmlns:a" + number + "='u'")
            .collect(Collectors.joining());
    for (Map<String, String> type : java.util.List.of(XML, Map.of("Content-Type", "text/xml"))) {
      server.otherwise(
          http(
              200,
              type,
              "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'%s/>"
                  .formatted(declarations)));
      try (MessagingClient hasty =
          MessagingClient.builder(server.url())
              .ticket("7T:x")
              .retries(0)
              .requestTimeout(Duration.ofMillis(400))
              .build()) {
        assertThatThrownBy(() -> hasty.createMessage(HELLO))
            .isInstanceOf(OutcomeUnknownException.class);
      }
    }
  }
}
