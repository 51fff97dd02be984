package org.messagingagent.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationPeekTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<s:Envelope><s:Body><w:SendMessages>",
        "<Envelope><Body><SendMessagesWithConfig>",
        "<?xml version='1.0'?>\n<s:Envelope>\n <s:Header><h:T>Body</h:T></s:Header>\n <s:Body id='x'>\n <!-- <a> -->\n  <SendMessages/>",
        "<s:Envelope><t:ApplicationToken>t</t:ApplicationToken><s:Body ><w:SendMessages ",
      })
  void requestThatSendsIsSeen(String request) {
    assertThat(OperationPeek.sends(request.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "<:",
        "no xml",
        "<s:Envelope><s:Body>",
        "<s:Envelope><s:Body><w:Send",
        "<s:Envelope><s:Body><w:CreateMessage><m:Content>&lt;SendMessages&gt;</m:Content>",
        "<s:Envelope><s:Body><w:CreateMessage><SendMessages/></w:CreateMessage>",
        "<s:Envelope><s:Header><SendMessages/></s:Header><s:Body><w:GetPlugins/>",
        "<s:Envelope><s:BodyGuard/><w:SendMessages/>",
      })
  void otherRequestIsNot(String request) {
    assertThat(OperationPeek.sends(request.getBytes(UTF_8))).isFalse();
  }

  @Test
  void looksNoFurtherThanItMust() {
    String far = "<e><h>" + "x".repeat(20_000) + "</h><Body><SendMessages/></Body></e>";

    assertThat(OperationPeek.sends(far.getBytes(UTF_8))).isFalse();
  }
}
