package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.soap.Endpoint.SOAP_11;
import static org.messagingagent.server.soap.Endpoint.SOAP_12;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.agent.ErrorCode;
import org.messagingagent.server.agent.MessagingException;
import org.messagingagent.wire.Namespaces;
import org.w3c.dom.Element;

/** How refusals reach the caller: as Faults, or wrapped. */
class RefusalTest {

  private static final String GET_PLUGINS = "<c:GetPlugins/>";

  private final Endpoint endpoint = new Endpoint();
  private final Endpoint wrapping = new Endpoint(true);

  @ParameterizedTest
  @CsvSource({
    "NOT_AUTHENTICATED,500,Client,400,Sender",
    "TRY_AGAIN,503,Server,503,Receiver",
    "INTERNAL_ERROR,500,Server,500,Receiver"
  })
  void theStatusAndFaultCodeFollowTheSoapVersionAndWhoseFaultItIs(
      ErrorCode code, int status11, String fault11, int status12, String fault12) {
    endpoint.agent.failWith(new MessagingException(code, "No."));

    Answer soap11 = send(endpoint, SOAP_11, 87);
    assertThat(soap11.status()).isEqualTo(status11);
    assertThat(Answer.text(soap11.payload(), "faultcode")).isEqualTo("s:" + fault11);
    assertThat(Answer.text(soap11.payload(), "faultstring")).isEqualTo("No.");
    assertThat(Answer.names(soap11.payload()))
        .containsExactly("faultcode", "faultstring", "detail");

    Answer soap12 = send(endpoint, SOAP_12, 87);
    assertThat(soap12.status()).isEqualTo(status12);
    assertThat(Answer.text(Answer.child(soap12.payload(), "Code"), "Value"))
        .isEqualTo("s:" + fault12);
    assertThat(Answer.text(Answer.child(soap12.payload(), "Reason"), "Text")).isEqualTo("No.");
    assertThat(Answer.names(soap12.payload())).containsExactly("Code", "Reason", "Detail");
  }

  @ParameterizedTest
  @CsvSource({SOAP_11 + ",73", SOAP_11 + ",88", SOAP_12 + ",73", SOAP_12 + ",82"})
  void headerAndDetailCarryTheSameExceptionInfoInTheCallersContract(String soap, int number) {
    endpoint.agent.failWith(
        new MessagingException(
            ErrorCode.PLUGIN_NOT_INSTALLED,
            "Plugin 'x<y' is not installed; installed plugins: file",
            Map.of("Plugin", "x<y", "Another", "")));

    Answer answer = send(endpoint, soap, number);

    assertThat(Answer.names(answer.header()))
        .isEqualTo(
            number == 73
                ? List.of("ExceptionInfo", "Succeeded", "TimeZone")
                : List.of("ExceptionInfo", "ExtraInfo", "Succeeded", "TimeZone"));
    assertThat(answer.texts(number, "Succeeded")).containsExactly("false");
    assertExceptionInfo(Answer.child(answer.header(), "ExceptionInfo"), number);
    Element detail = Answer.child(answer.payload(), soap.equals(SOAP_11) ? "detail" : "Detail");
    assertExceptionInfo(Answer.child(detail, "SoExceptionInfo"), number);
  }

  private static void assertExceptionInfo(Element info, int number) {
    assertThat(info.getNamespaceURI()).isEqualTo(Namespaces.SERVICE_PREFIX + number);
    assertThat(Answer.names(info))
        .containsExactly(
            "Message",
            "StackTrace",
            "FriendlyText",
            "ExceptionType",
            "Source",
            "InnerException",
            "Parameters");
    assertThat(Answer.text(info, "Message"))
        .isEqualTo("Plugin 'x<y' is not installed; installed plugins: file");
    assertThat(Answer.isNil(Answer.child(info, "StackTrace"))).isTrue();
    assertThat(Answer.text(info, "FriendlyText"))
        .isEqualTo(ErrorCode.PLUGIN_NOT_INSTALLED.friendlyText());
    assertThat(Answer.text(info, "ExceptionType")).isEqualTo("PLUGIN_NOT_INSTALLED");
    assertThat(Answer.text(info, "Source")).isEqualTo("Messaging");
    assertThat(Answer.isNil(Answer.child(info, "InnerException"))).isTrue();
    List<Element> parameters = Answer.children(Answer.child(info, "Parameters"));
    assertThat(parameters).hasSize(2);
    assertThat(Answer.text(parameters.get(1), "Key")).isEqualTo("Plugin");
    assertThat(Answer.text(parameters.get(1), "Value")).isEqualTo("x<y");
  }

  /** gSOAP, among others, gives the detail to its program as text, without what is around it. */
  @ParameterizedTest
  @ValueSource(strings = {SOAP_11, SOAP_12})
  void theDetailIsWellFormedWithoutTheEnvelopeAroundIt(String soap) {
    endpoint.agent.failWith(new MessagingException(ErrorCode.NOT_AUTHENTICATED, "Log on."));

    String reply = send(endpoint, soap, 87).xml();
    String detail =
        reply.substring(
            reply.indexOf("<SoExceptionInfo"),
            reply.indexOf("</SoExceptionInfo>") + "</SoExceptionInfo>".length());

    Element info = Answer.parse(detail.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
    assertThat(Answer.isNil(Answer.child(info, "StackTrace"))).isTrue();
  }

  @Test
  void theSourceIsTheServiceThatRefused() {
    endpoint.agent.failWith(new MessagingException(ErrorCode.TRY_AGAIN, "Later."));

    assertThat(endpoint.principal(87, "<c:AuthenticateImplicit/>").texts(87, "Source"))
        .containsOnly("SoPrincipal");
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void whereExceptionsAreWrappedTheEmptyReplyComesWithTheExceptionInfo(Operation operation) {
    wrapping.agent.failWith(new MessagingException(ErrorCode.TRY_AGAIN, "Later."));
    if (operation == Operation.GET_SYSTEM_INFO) {
      return; // never reaches an agent that could refuse it
    }
    String body =
        switch (operation) {
          case CREATE_MESSAGE -> Endpoint.createMessage("");
          case SET_DELIVERY_STATUS ->
              "<c:SetDeliveryStatus><c:Status>1</c:Status></c:SetDeliveryStatus>";
          default -> "<c:%s/>".formatted(operation.requestName());
        };
    Answer answer =
        wrapping.send(operation.service(), "text/xml", Endpoint.envelope(SOAP_12, 87, body));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.payload().getLocalName()).isEqualTo(operation.replyName());
    assertThat(answer.payload().getNamespaceURI()).isEqualTo(Namespaces.SERVICE_PREFIX + 87);
    assertThat(answer.payload().hasChildNodes()).isFalse();
    assertThat(answer.texts(87, "Succeeded")).containsExactly("false");
    assertThat(answer.texts(87, "ExceptionType")).containsExactly("TRY_AGAIN");
    assertThat(Answer.names(answer.header()))
        .containsExactly("ExceptionInfo", "ExtraInfo", "Succeeded", "TimeZone");
  }

  @Test
  void whereExceptionsAreWrappedARequestWithoutOperationIsStillAFault() {
    Answer answer = wrapping.messaging("<c:Unknown/>");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.isFault()).isTrue();
  }

  @Test
  void whereExceptionsAreWrappedWhatIsMalformedIsStillAFault() {
    String cutOff = Endpoint.envelope(SOAP_11, 87, "<c:CreateMessage><c:IncomingMessage>");

    assertThat(wrapping.send(SoapService.MESSAGING, "text/xml", cutOff).isFault()).isTrue();
  }

  @Test
  void aLongMessageIsCut() {
    endpoint.agent.failWith(
        new MessagingException(
            ErrorCode.PLUGIN_CANNOT, "x".repeat(1_000_000), Map.of("Plugin", "y".repeat(9999))));

    Answer answer = send(endpoint, SOAP_11, 87);

    assertThat(answer.reply().body().length).isLessThan(10_000);
    assertThat(answer.texts(87, "Message").get(0)).endsWith("x…");
  }

  @Test
  void aFailureOfOurOwnTellsAReferenceAndNothingElse() {
    endpoint.agent.failWith(
        new IllegalStateException("SELECT secret FROM table in /var/lib at org.example.Class"));

    Answer answer = send(endpoint, SOAP_11, 87);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.texts(87, "ExceptionType")).containsOnly("INTERNAL_ERROR");
    assertThat(answer.xml())
        .doesNotContain("SELECT", "secret", "/var/lib", "org.example", "Exception:", "at org");
    assertThat(answer.texts(87, "Message").get(0))
        .contains(answer.texts(87, "Value").get(0))
        .containsPattern("[0-9a-f]{8}-[0-9a-f]{4}");
  }

  @Test
  void whatXmlCannotHoldInAMessageIsReplaced() {
    endpoint.agent.failWith(
        new MessagingException(
            ErrorCode.PLUGIN_CANNOT, "bell \u0007", Map.of("Plugin\u0001", "\uD800")));

    assertThat(send(endpoint, SOAP_11, 87).texts(87, "Message").get(0)).isEqualTo("bell \uFFFD");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html," + SOAP_11 + ",s:Client",
    "application/soap+xml; charset=utf-8," + SOAP_12 + ",s:Sender"
  })
  void aFaultBeforeTheRequestIsReadFollowsTheContentType(
      String contentType, String soap, String faultCode) {
    Answer answer =
        Answer.of(
            endpoint
                .soap()
                .fault(
                    contentType,
                    85,
                    413,
                    ErrorCode.BODY_TOO_LARGE,
                    "The body has more than 10 bytes: send less.",
                    Map.of("Content-Length", "11")));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.envelope().getNamespaceURI()).isEqualTo(soap);
    assertThat(answer.isFault()).isTrue();
    assertThat(answer.xml()).contains(faultCode);
    assertThat(answer.texts(85, "ExceptionType")).containsOnly("BODY_TOO_LARGE");
    assertThat(answer.texts(85, "Value")).containsOnly("11");
  }

  private static Answer send(Endpoint endpoint, String soap, int number) {
    return endpoint.send(
        SoapService.MESSAGING, "text/xml", Endpoint.envelope(soap, number, GET_PLUGINS));
  }
}
