package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.OutgoingDraft;
import org.messagingagent.wire.Namespaces;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Requests in the styles of well-known SOAP clients mean the same: where prefixes are declared,
 * what is nil and what is absent, which headers come along and which attributes stand on them.
 */
class ClientStylesTest {

  private final Endpoint endpoint = new Endpoint();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "asmx", // .NET before WCF
        "cxf-addressing",
        "gsoap",
        "php",
        "soap-lite",
        "wcf"
      })
  void createMessage(String client) throws IOException {
    send(client, Operation.CREATE_MESSAGE);

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(
            new IncomingDraft(
                "+4711111111",
                "+4799999999",
                "a <b> & ]]> \uD83D\uDE00\r\nnext",
                "",
                "talk-1",
                "file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"node-soap", "wcf", "zeep"})
  void sendMessagesWithConfig(String client) throws IOException {
    send(client, Operation.SEND_MESSAGES_WITH_CONFIG);

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(
            "file",
            List.of(
                new OutgoingDraft("Desk", "+4799999999", "first", "", OptionalInt.of(7), ""),
                new OutgoingDraft("", "+4788888888", "second", "", OptionalInt.empty(), "")),
            Map.of("account", "secret", "empty", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"axis2", "gsoap", "php-soap12", "savon", "wcf"})
  void getDeliveryStatus(String client) throws IOException {
    Answer answer = send(client, Operation.GET_DELIVERY_STATUS);

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly(List.of(41, 999999));
    assertThat(answer.texts(number(answer), "MessagingId")).containsExactly("41", "999999");
  }

  /** The reply in the versions of the request; both valid by the schema of their contract. */
  private Answer send(String client, Operation operation) throws IOException {
    byte[] request = request("clients/%s.%s.xml".formatted(client, operation.requestName()));
    Document sent = Answer.parse(request);
    SoapVersion version =
        sent.getDocumentElement().getNamespaceURI().equals(SoapVersion.V1_1.namespace())
            ? SoapVersion.V1_1
            : SoapVersion.V1_2;

    Answer answer = endpoint.send(operation.service(), version.contentType(), request);

    assertThat(answer.status()).as(answer.xml()).isEqualTo(200);
    assertThat(answer.envelope().getNamespaceURI()).isEqualTo(version.namespace());
    assertThat(answer.payload().getLocalName()).isEqualTo(operation.replyName());
    Element payload = payload(sent);
    assertThat(answer.payload().getNamespaceURI()).isEqualTo(payload.getNamespaceURI());
    ContractSchema schema =
        ContractSchema.of(
            Answer.parse(
                endpoint.soap().wsdl(operation.service(), number(answer), "http://localhost/")));
    schema.validate(answer.payload());
    if (!client.equals("soap-lite")) { // which guesses an xsi:type from each value
      schema.validate(payload);
    }
    assertThat(endpoint.agent.onlyCall().caller().ticket()).isEqualTo("7T:ticket");
    assertThat(endpoint.agent.onlyCall().caller().applicationToken()).isEqualTo("app");
    return answer;
  }

  private static int number(Answer answer) {
    return Integer.parseInt(
        answer.payload().getNamespaceURI().substring(Namespaces.SERVICE_PREFIX.length()));
  }

  private static Element payload(Document sent) {
    List<Element> parts = Answer.children(sent.getDocumentElement());
    return Answer.children(parts.get(parts.size() - 1)).get(0);
  }

  private static byte[] request(String name) throws IOException {
    try (InputStream in = ClientStylesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
