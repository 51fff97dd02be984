package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.wire.Namespaces;

@TestInstance(Lifecycle.PER_CLASS)
class PublishedExamplesTest {

  private static final List<String> CONTENT_TYPES =
      List.of(
          "text/xml",
          "text/xml; charset=utf-8",
          "application/soap+xml; charset=utf-8; action=\"anything\"",
          "application/xml",
          "");

  private static final OutgoingDraft DRAFT =
      new OutgoingDraft(
          "Desk", "+4799999999", "Hello & welcome", "text", OptionalInt.of(7), "talk-1");

  private final Endpoint endpoint = new Endpoint();

  @BeforeEach
  void forgetEarlierCalls() {
    endpoint.agent.forget();
  }

  static Stream<Arguments> requests() {
    return Stream.of(Operation.values())
        .flatMap(
            operation ->
                CONTENT_TYPES.stream()
                    .flatMap(
                        type ->
                            Contract.NUMBERS.stream()
                                .filter(operation::isIn)
                                .map(number -> Arguments.of(operation, type, number))));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void inThePublishedShapeIsAnsweredInSoap12AndTheCallersContract(
      Operation operation, String contentType, int number) {
    Answer answer =
        endpoint.send(operation.service(), contentType, Examples.published(operation, number));

    assertReplyOf(operation, number, Endpoint.SOAP_12, answer);
    assertThat(answer.reply().contentType()).isEqualTo("application/soap+xml; charset=utf-8");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void asSoap11WithHeaderIsAnsweredInSoap11AndTheCallersContract(
      Operation operation, String contentType, int number) {
    Answer answer =
        endpoint.send(
            operation.service(), contentType, Examples.of(operation, number, SoapVersion.V1_1));

    assertReplyOf(operation, number, Endpoint.SOAP_11, answer);
    assertThat(answer.reply().contentType()).isEqualTo("text/xml; charset=utf-8");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void asPublishedWordForWordReachesItsOperation(
      Operation operation, String contentType, int number) throws IOException {
    String prefix = operation.service() == SoapService.MESSAGING ? "" : "SoPrincipal.";
    Optional<Path> file =
        Published.file("examples/%s%s.request.xml".formatted(prefix, operation.requestName()));
    assumeTrue(file.isPresent(), "the published example is not at hand");
    String published =
        Files.readString(file.get())
            .replace(Namespaces.SERVICE, Namespaces.SERVICE_PREFIX + number);

    Answer answer = endpoint.send(operation.service(), contentType, published);
    assertReplyOf(operation, number, Endpoint.SOAP_12, answer);
    if (operation != Operation.GET_SYSTEM_INFO) {
      assertThat(endpoint.agent.onlyCall().caller().applicationToken())
          .isEqualTo("1234567-1234-9876");
      assertThat(endpoint.agent.onlyCall().caller().ticket())
          .isEqualTo(operation.service() == SoapService.MESSAGING ? "7T:1234abcxyzExample==" : "");
    }
  }

  private static void assertReplyOf(Operation operation, int number, String soap, Answer answer) {
    assertThat(answer.status()).as(answer.xml()).isEqualTo(200);
    assertThat(answer.envelope().getNamespaceURI()).isEqualTo(soap);
    assertThat(answer.payload().getLocalName()).isEqualTo(operation.replyName());
    assertThat(answer.payload().getNamespaceURI()).isEqualTo(Namespaces.SERVICE_PREFIX + number);
    assertThat(Answer.names(answer.header()))
        .isEqualTo(
            number == 73
                ? List.of("ExceptionInfo", "Succeeded", "TimeZone")
                : List.of("ExceptionInfo", "ExtraInfo", "Succeeded", "TimeZone"));
    assertThat(answer.texts(number, "Succeeded")).containsExactly("true");
  }

  @Test
  void createMessageReachesTheAgentWithItsTexts() {
    send(Operation.CREATE_MESSAGE);

    RecordingAgent.Call call = endpoint.agent.onlyCall();
    assertThat(call.operation()).isEqualTo("createMessage");
    assertThat(call.caller().applicationToken()).isEqualTo("app");
    assertThat(call.caller().ticket()).isEqualTo("7T:ticket");
    assertThat(call.arguments())
        .containsExactly(
            new IncomingDraft(
                "+4711111111", "+4799999999", "Hello & welcome", "text", "talk-1", "file"));
  }

  @Test
  void getDeliveryStatusAnswersOneStatusAnIdInOrder() {
    Answer answer = send(Operation.GET_DELIVERY_STATUS);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly(List.of(41, 42));
    assertThat(answer.texts(87, "MessagingId")).containsExactly("41", "42");
    assertThat(answer.texts(87, "Status")).containsExactly("3", "3");
    assertThat(Answer.names(Answer.children(Answer.child(answer.payload(), "Response")).get(0)))
        .containsExactly("Status", "StatusDescription", "MessagingId");
  }

  @Test
  void setDeliveryStatusReachesTheAgentWithItsReport() {
    send(Operation.SET_DELIVERY_STATUS);

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly("file", "ext-1", 3, "delivered");
  }

  @Test
  void sendMessagesReachesTheAgentWithItsMessages() {
    Answer answer = send(Operation.SEND_MESSAGES);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly("file", List.of(DRAFT));
    assertThat(answer.texts(87, "MessagingId")).containsExactly("1");
  }

  @Test
  void sendMessagesWithConfigReachesTheAgentWithItsConfig() {
    send(Operation.SEND_MESSAGES_WITH_CONFIG);

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly("file", List.of(DRAFT), Map.of("account", "secret"));
  }

  @Test
  void getPluginsListsNamesFormatsAndWhetherTheyTakeAConfig() {
    Answer answer = send(Operation.GET_PLUGINS);

    assertThat(answer.texts(87, "Name")).containsExactly("file", "discard");
    assertThat(answer.texts(87, "SupportsConfig")).containsExactly("true", "false");
    assertThat(Answer.names(Answer.children(Answer.child(answer.payload(), "Response")).get(0)))
        .containsExactly("Name", "SupportedMessagingFormats", "SupportsConfig");
    assertThat(answer.document().getElementsByTagNameNS(Namespaces.ARRAYS, "string").getLength())
        .isEqualTo(2);
  }

  @Test
  void aLogOnAnswersUserAndTicket() {
    Answer answer = send(Operation.AUTHENTICATE_USERNAME_PASSWORD);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly("ann", "right");
    assertThat(Answer.names(answer.payload()))
        .containsExactly("Response", "Credentials", "AuthenticationSucceeded");
    assertThat(answer.texts(87, "Associate")).containsExactly("ann");
    assertThat(answer.texts(87, "Ticket")).containsExactly(RecordingAgent.TICKET);
    assertThat(answer.texts(87, "AuthenticationSucceeded")).containsExactly("true");
  }

  @Test
  void aRefusedLogOnIsAnAnswerWithoutTicket() {
    Answer answer = send(Operation.AUTHENTICATE_GENERIC);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly(Map.of("token", "abc"));
    assertThat(answer.texts(87, "Succeeded")).containsExactly("true");
    assertThat(answer.texts(87, "AuthenticationSucceeded")).containsExactly("false");
    assertThat(answer.texts(87, "Ticket")).isEmpty();
    assertThat(Answer.isNil(Answer.child(answer.payload(), "Response"))).isTrue();
    assertThat(Answer.isNil(Answer.child(answer.payload(), "Credentials"))).isTrue();
  }

  @Test
  void anAccessTokenReachesTheAgent() {
    send(Operation.AUTHENTICATE_WITH_ACCESS_TOKEN);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly("8A:abc");
  }

  @Test
  void systemInfoTellsNameAndContractsToEveryoneAndNoVersion() {
    Answer answer = send(Operation.GET_SYSTEM_INFO);

    assertThat(endpoint.agent.calls()).isEmpty();
    assertThat(Answer.names(Answer.child(answer.payload(), "SystemInfo")))
        .containsExactly("Description");
    assertThat(answer.texts(87, "Description").get(0))
        .startsWith("Messaging agent")
        .contains("Services73", "Services88");
  }

  private Answer send(Operation operation) {
    return endpoint.send(operation.service(), "text/xml", Examples.published(operation, 87));
  }
}
