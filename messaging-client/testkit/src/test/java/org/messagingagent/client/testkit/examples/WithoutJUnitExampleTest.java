package org.messagingagent.client.testkit.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.client.testkit.LocalMessagingServer;

class WithoutJUnitExampleTest {

  @Test
  void aServerWhereverItIsNeeded() {
    try (LocalMessagingServer server = LocalMessagingServer.start("sms");
        MessagingClient client = server.newClient().contract(88).build()) {
      new Reminders(client).remind("+4790000001", "kari@example.org", "10:15");
      server.awaitSent(1);
      System.out.println(server.describe());
      assertThat(server.calls()).allSatisfy(call -> assertThat(call.contract()).isEqualTo(88));
    }
  }
}
