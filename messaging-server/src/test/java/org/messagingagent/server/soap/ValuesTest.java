package org.messagingagent.server.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingagent.server.soap.Endpoint.createMessage;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.OutgoingDraft;

/** What members of a request may look like, and what is refused. */
class ValuesTest {

  private static final OutgoingDraft NOTHING =
      new OutgoingDraft("", "", "", "", OptionalInt.empty(), "");

  private final Endpoint endpoint = new Endpoint();

  @Test
  void membersOutOfOrderAreRead() {
    endpoint.messaging(
        createMessage(
            "<c:Plugin>file</c:Plugin><c:Content>hello</c:Content><c:From>2</c:From>"
                + "<c:SessionKey>s</c:SessionKey><c:To>1</c:To><c:Format>text</c:Format>"));

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(new IncomingDraft("1", "2", "hello", "text", "s", "file"));
  }

  @Test
  void absentEmptyAndNilMeanTheSame() {
    endpoint.messaging(createMessage("<c:Plugin>p</c:Plugin><c:To/>"));
    endpoint.messaging(
        createMessage("<c:Plugin>p</c:Plugin><c:To i:nil='true'>x</c:To><c:From i:nil=' 1 '/>"));
    endpoint.messaging(createMessage("<c:Plugin>p</c:Plugin>"));

    assertThat(endpoint.agent.calls())
        .hasSize(3)
        .allSatisfy(
            call ->
                assertThat(call.arguments())
                    .containsExactly(new IncomingDraft("", "", "", "", "", "p")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<c:CreateMessage/>",
        "<c:CreateMessage i:nil='true'><c:IncomingMessage/></c:CreateMessage>",
        "<c:CreateMessage><c:IncomingMessage i:nil='true'/></c:CreateMessage>"
      })
  void aNilIncomingMessageIsRefused(String operation) {
    assertInvalid(endpoint.messaging(operation), "IncomingMessage");
  }

  @Test
  void xsiTypeMeansNothingWhateverItSays() {
    endpoint.messaging(
        "<c:CreateMessage i:type='c:SendMessages'><c:IncomingMessage i:type='nowhere:Odd'>"
            + "<c:Plugin i:type='c:IncomingMessage'>p</c:Plugin><c:To i:type=''>1</c:To>"
            + "</c:IncomingMessage></c:CreateMessage>");

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(new IncomingDraft("1", "", "", "", "", "p"));
  }

  @Test
  void membersThatAreNotOursAndBaseMembersAreSkipped() {
    endpoint.messaging(
        createMessage(
            "<c:TableRight><c:Mask>Select Update</c:Mask><c:Reason/></c:TableRight>"
                + "<c:FieldProperties><c:FieldPropertyDictionaryKeyValuePair><c:Key>To</c:Key>"
                + "<c:Value><c:FieldRight><c:Mask>Read</c:Mask></c:FieldRight></c:Value>"
                + "</c:FieldPropertyDictionaryKeyValuePair></c:FieldProperties>"
                + "<c:Plugin>p</c:Plugin><x:Vendor xmlns:x='urn:x'><x:To>9</x:To></x:Vendor>"));

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(new IncomingDraft("", "", "", "", "", "p"));
  }

  @Test
  void aMemberInAWrongNamespaceIsRefusedRatherThanLost() {
    Answer answer = endpoint.messaging(84, createMessage("<Plugin>p</Plugin>"));

    assertThat(answer.texts(84, "Message").get(0))
        .contains("Plugin", "http://www.superoffice.net/ws/crm/NetServer/Services84");
    assertThat(endpoint.agent.calls()).isEmpty();
  }

  @Test
  void aMemberInTheNamespaceOfAnotherContractIsRefused() {
    Answer answer =
        endpoint.messaging(
            84,
            createMessage(
                "<x:Plugin xmlns:x='http://www.superoffice.net/ws/crm/NetServer/Services87'>p"
                    + "</x:Plugin>"));

    assertThat(answer.texts(84, "ExceptionType")).containsOnly("INVALID_ARGUMENT");
  }

  @Test
  void markupInATextIsRefusedRatherThanLost() {
    assertInvalid(endpoint.messaging(createMessage("<c:Content>a<b>c</b></c:Content>")), "Content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7x", "1.0", "0x7", "2147483648", "-2147483649", "true", "٣", "1 2"})
  void anIdThatIsNoIntIsRefusedWithItsValue(String value) {
    assertInvalid(
        endpoint.messaging(
            "<c:GetDeliveryStatus><c:MessagingIds><a:int>1</a:int><a:int>%s</a:int>"
                    .formatted(value)
                + "</c:MessagingIds></c:GetDeliveryStatus>"),
        "MessagingIds has '%s'".formatted(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<a:int/>", "<a:int i:nil='true'/>", "<a:int i:nil='true'>5</a:int>"})
  void anIdThatIsMissingIsRefused(String id) {
    assertInvalid(
        endpoint.messaging(
            "<c:GetDeliveryStatus><c:MessagingIds>%s</c:MessagingIds></c:GetDeliveryStatus>"
                .formatted(id)),
        "MessagingIds");
  }

  @Test
  void idsMayHaveASignAndSpaceAroundAndBeSplit() {
    endpoint.messaging(
        "<c:GetDeliveryStatus><c:MessagingIds><a:int> 5\n</a:int><a:int>+6</a:int><a:int>-7</a:int>"
            + "<a:int>2147483647</a:int><a:int>1<!-- 1 -->2</a:int><a:int><![CDATA[8]]></a:int>"
            + "</c:MessagingIds></c:GetDeliveryStatus>");

    assertThat(endpoint.agent.onlyCall().arguments())
        .containsExactly(List.of(5, 6, -7, 2147483647, 12, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<c:MessagingIds/>", "<c:MessagingIds i:nil='true'><a:int/></c:MessagingIds>"})
  void noIdsAskForNothing(String ids) {
    Answer answer =
        endpoint.messaging("<c:GetDeliveryStatus>%s</c:GetDeliveryStatus>".formatted(ids));

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly(List.of());
    assertThat(Answer.isNil(Answer.child(answer.payload(), "Response"))).isFalse();
  }

  @Test
  void idsWithoutTheNamespaceOfArraysAreRefused() {
    assertInvalid(
        endpoint.messaging(
            "<c:GetDeliveryStatus><c:MessagingIds><c:int>5</c:int></c:MessagingIds>"
                + "</c:GetDeliveryStatus>"),
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<c:Status/>", "<c:Status i:nil='true'/>", "<c:Status> </c:Status>"})
  void aMissingStatusIsRefusedAndIsNotZero(String status) {
    assertInvalid(
        endpoint.messaging(
            "<c:SetDeliveryStatus><c:Plugin>p</c:Plugin>%s</c:SetDeliveryStatus>"
                .formatted(status)),
        "Status");
  }

  @Test
  void aStatusOutOfRangeIsForTheAgentToJudge() {
    endpoint.messaging("<c:SetDeliveryStatus><c:Status>17</c:Status></c:SetDeliveryStatus>");

    assertThat(endpoint.agent.onlyCall().arguments()).containsExactly("", "", 17, "");
  }

  @Test
  void anEndlessNumberIsRefused() {
    assertInvalid(
        endpoint.messaging(
            "<c:SetDeliveryStatus><c:Status>%s</c:Status></c:SetDeliveryStatus>"
                .formatted("1".repeat(100_000))),
        "Status has '1111");
  }

  @Test
  void aNilMessageCountsSoThatEveryMessageHasItsStatus() {
    Answer answer =
        endpoint.messaging(
            "<c:SendMessages><c:OutgoingMessages><c:OutgoingMessage i:nil='true'/>"
                + "<c:OutgoingMessage><c:To>1</c:To><c:ParentMessagingId/></c:OutgoingMessage>"
                + "<c:OutgoingMessage/></c:OutgoingMessages></c:SendMessages>");

    assertThat(endpoint.agent.onlyCall().arguments().get(1))
        .isEqualTo(
            List.of(NOTHING, new OutgoingDraft("", "1", "", "", OptionalInt.empty(), ""), NOTHING));
    assertThat(answer.texts(87, "MessageDeliveryStatus")).hasSize(3);
  }

  @Test
  void aParentOfZeroIsNone() {
    endpoint.messaging(
        "<c:SendMessages><c:OutgoingMessages><c:OutgoingMessage>"
            + "<c:ParentMessagingId>0</c:ParentMessagingId>"
            + "</c:OutgoingMessage></c:OutgoingMessages></c:SendMessages>");

    assertThat(endpoint.agent.onlyCall().arguments().get(1)).isEqualTo(List.of(NOTHING));
  }

  @Test
  void valuesOfAConfigMayBeNilOrAbsent() {
    endpoint.messaging(
        config(
            "<c:Key>a</c:Key><c:Value i:nil='true'/>",
            "<c:Value>2</c:Value><c:Key>b</c:Key>",
            "<c:Key>c</c:Key>",
            "<c:Key/><c:Value/>"));

    assertThat(endpoint.agent.onlyCall().arguments().get(2))
        .isEqualTo(Map.of("a", "", "b", "2", "c", ""));
  }

  @Test
  void aKeyThatComesTwiceIsRefused() {
    assertInvalid(
        endpoint.messaging(config("<c:Key>a</c:Key><c:Value>1</c:Value>", "<c:Key>a</c:Key>")),
        "'a' twice");
  }

  @Test
  void aValueWithoutKeyIsRefused() {
    assertInvalid(endpoint.messaging(config("<c:Value>1</c:Value>")), "without a Key");
  }

  @Test
  void whatXmlCannotHoldIsReplacedInAReply() {
    endpoint.agent.describeStatusesAs("bell \u0007, half a pair \uD83D, pair \uD83D\uDE00, \uFFFF");
    Answer answer =
        endpoint.messaging(
            "<c:GetDeliveryStatus><c:MessagingIds><a:int>1</a:int></c:MessagingIds>"
                + "</c:GetDeliveryStatus>");

    assertThat(answer.texts(87, "StatusDescription"))
        .containsExactly("bell \uFFFD, half a pair \uFFFD, pair \uD83D\uDE00, \uFFFD");
  }

  @Test
  void lineEndsAndMarkupInAReplySurvive() {
    String text = "a\rb\r\nc\nd\te <&> ]]> \"'";
    endpoint.agent.describeStatusesAs(text);
    Answer answer =
        endpoint.messaging(
            "<c:GetDeliveryStatus><c:MessagingIds><a:int>1</a:int></c:MessagingIds>"
                + "</c:GetDeliveryStatus>");

    assertThat(answer.texts(87, "StatusDescription")).containsExactly(text);
  }

  private static String config(String... entries) {
    StringBuilder config = new StringBuilder("<c:SendMessagesWithConfig><c:Config>");
    for (String entry : entries) {
      config.append("<c:StringKeyValuePair>").append(entry).append("</c:StringKeyValuePair>");
    }
    return config.append("</c:Config></c:SendMessagesWithConfig>").toString();
  }

  private void assertInvalid(Answer answer, String part) {
    assertThat(answer.status()).as(answer.xml()).isEqualTo(500);
    assertThat(answer.texts(87, "ExceptionType")).containsOnly("INVALID_ARGUMENT");
    assertThat(answer.texts(87, "Message").get(0)).contains(part);
    assertThat(answer.texts(87, "Key")).isNotEmpty();
    assertThat(endpoint.agent.calls()).isEmpty();
  }
}
