package org.messagingagent.plugin.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.messagingagent.plugin.testkit.TestMessages;
import org.messagingagent.spi.IncomingMessage;

class PayloadTest {

  @Test
  void holdsTheMessageInTheShapeThatTheSpecificationRecommends() {
    IncomingMessage message =
        TestMessages.inSession(TestMessages.incoming("webhook", 42, "Hei \"æ\"\n\u0001"), "s-1", 7);
    assertThat(new String(Payload.body(message), UTF_8))
        .isEqualTo(
            "{\"type\":\"message.received\",\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"data\":"
                + "{\"messageId\":42,\"plugin\":\"webhook\",\"from\":\"+4790000001\",\"to\":\"+4790000002\","
                + "\"content\":\"Hei \\\"æ\\\"\\n\\u0001\",\"format\":\"\",\"sessionKey\":\"s-1\","
                + "\"parentMessagingId\":7}}");
  }

  @Test
  void saysNullWhereThereIsNothing() {
    assertThat(new String(Payload.body(OpenWebhook.message(1)), UTF_8))
        .endsWith("\"sessionKey\":null,\"parentMessagingId\":null}}");
  }

  @Test
  void isTheSameInEachAttempt() {
    IncomingMessage first = OpenWebhook.message(42);
    IncomingMessage third = TestMessages.attempt(first, 3);
    assertThat(Payload.id(third)).isEqualTo(Payload.id(first));
    assertThat(Payload.body(third)).isEqualTo(Payload.body(first));
  }

  @Test
  void hasAnIdOfTheMessageAndTheTimeItCame() {
    assertThat(Payload.id(OpenWebhook.message(42))).isEqualTo("msg_42_mjwaidke");
    assertThat(Payload.id(OpenWebhook.message(43)))
        .isNotEqualTo(Payload.id(OpenWebhook.message(42)))
        .matches("[A-Za-z0-9_]+");
    assertThat(Payload.id(at(Instant.parse("2026-01-02T03:04:05.678901Z"))))
        .as("what a store that keeps milliseconds gives back")
        .isEqualTo(Payload.id(at(Instant.parse("2026-01-02T03:04:05.678Z"))));
  }

  @Test
  void staysJsonWhereATextIsNoUnicode() {
    assertThat(new String(Payload.body(TestMessages.incoming("webhook", 1, "a\uD83D")), UTF_8))
        .contains("\"content\":\"a\\uD83D\"");
  }

  private static IncomingMessage at(Instant time) {
    return new IncomingMessage(
        1, "webhook", "", "", "", "", Optional.empty(), OptionalInt.empty(), time, 1);
  }
}
