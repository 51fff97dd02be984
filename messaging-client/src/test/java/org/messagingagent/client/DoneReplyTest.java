package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.created;
import static org.messagingagent.client.ScriptedServer.http;
import static org.messagingagent.client.ScriptedServer.wrapped;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoneReplyTest {

  private static final IncomingMessage HELLO = IncomingMessage.forPlugin("file").build();

  @Test
  void isKnownOnceItWasReadAndOnlyToTheByte() {
    DoneReply reply = new DoneReply();
    byte[] answer = {1, 2, 3};
    assertThat(reply.known(answer)).isEmpty();
    reply.remember(answer);
    assertThat(reply.known(new byte[] {1, 2, 3})).contains(true);
    assertThat(reply.known(new byte[] {1, 2, 4})).isEmpty();
    byte[] large = new byte[100_000];
    reply.remember(large);
    assertThat(reply.known(large)).as("nothing large is kept").isEmpty();
  }

  @Test
  void aRefusalAfterSuccessesIsARefusalEachTime() {
    try (ScriptedServer server =
            new ScriptedServer()
                .then(
                    created(),
                    created(),
                    wrapped("CreateMessage", "INVALID_ARGUMENT", "no"),
                    wrapped("CreateMessage", "INVALID_ARGUMENT", "no"),
                    http(200, Map.of("Content-Type", "text/xml; charset=utf-8"), "<html/>"),
                    created());
        MessagingClient client =
            MessagingClient.builder(server.url()).ticket("7T:x").retries(0).build()) {
      client.createMessage(HELLO);
      client.createMessage(HELLO);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> client.createMessage(HELLO)).isInstanceOf(RejectedException.class);
      }
      assertThatThrownBy(() -> client.createMessage(HELLO))
          .isInstanceOf(OutcomeUnknownException.class);
      client.createMessage(HELLO);
      assertThat(server.requests).hasSize(6);
    }
  }
}
