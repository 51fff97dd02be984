package org.messagingagent.client.testkit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.testkit.MessagingServerTest;
import org.messagingagent.client.testkit.TestMessagingServer;

@MessagingServerTest(plugins = {"sms", "email"})
class ParameterExampleTest {

  @Test
  void takesTheServerAndAClientOfIt(TestMessagingServer server, MessagingClient client) {
    client.createMessage(IncomingMessage.forPlugin("email").content("Hello").build());

    assertThat(server.received()).hasSize(1);
  }
}
