package org.messagingagent.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ProveDatabaseTest {

  @Test
  void anAddressIsTakenApartAndLedThroughAPort() {
    ProveDatabase database =
        ProveDatabase.parse("jdbc:postgresql://db.example:6432/messages?sslmode=require")
            .orElseThrow();

    assertThat(database.servers()).containsExactly(server("db.example", 6432));
    assertThat(database.through(4711))
        .isEqualTo("jdbc:postgresql://127.0.0.1:4711/messages?sslmode=require");
  }

  @Test
  void severalServersAreKeptInTheirOrder() {
    assertThat(
            ProveDatabase.parse("jdbc:postgresql://a,[::1]:7000,b:6000/m").orElseThrow().servers())
        .containsExactly(server("a", 5432), server("::1", 7000), server("b", 6000));
  }

  @Test
  void withoutAServerItIsThisMachine() {
    ProveDatabase database = ProveDatabase.parse("jdbc:postgresql:messages").orElseThrow();

    assertThat(database.servers()).containsExactly(server("localhost", 5432));
    assertThat(database.through(1)).isEqualTo("jdbc:postgresql://127.0.0.1:1/messages");
    assertThat(ProveDatabase.parse("jdbc:postgresql:///m").orElseThrow().servers())
        .containsExactly(server("localhost", 5432));
  }

  @Test
  void otherAddressesAreNone() {
    assertThat(ProveDatabase.parse("jdbc:sqlite:x")).isEmpty();
    assertThat(ProveDatabase.parse("jdbc:postgresql://a:99999/m")).isEmpty();
  }

  private static InetSocketAddress server(String name, int port) {
    return InetSocketAddress.createUnresolved(name, port);
  }
}
