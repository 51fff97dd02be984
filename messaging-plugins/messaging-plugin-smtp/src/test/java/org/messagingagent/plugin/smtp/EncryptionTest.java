package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.smtp.FakeMailServer.Say;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

@Timeout(60)
class EncryptionTest {

  @TempDir Path directory;

  private final FakeMailServer server = FakeMailServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private Opened open(String tls, String... more) throws Exception {
    Map<String, String> settings = server.settings();
    settings.put("tls", tls);
    settings.put("host", "localhost");
    settings.put("tls-trust", trusted().toString());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Opened.with(settings, directory);
  }

  private Path trusted() throws Exception {
    Path file = directory.resolve("ca.pem");
    try (var in = getClass().getResourceAsStream("/tls/ca.pem")) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private FakeMailServer serving(String certificate, String tls) {
    boolean fromStart = tls.equals("tls");
    return server
        .offering(fromStart ? new String[] {"8BITMIME"} : new String[] {"STARTTLS", "8BITMIME"})
        .encrypted(certificate, fromStart);
  }

  @ParameterizedTest
  @ValueSource(strings = {"starttls", "tls"})
  void sendsOverAnEncryptedConnection(String tls) throws Exception {
    serving("good", tls);
    try (Opened plugin = open(tls)) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(plugin.send(2, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(server.connectionsSoFar()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "starttls, expired, has expired",
    "tls, expired, has expired",
    "starttls, other, for another host",
    "tls, other, for another host",
    "starttls, stranger, nobody who is trusted",
    "tls, stranger, nobody who is trusted",
  })
  void aCertificateThatIsNotRightIsSaidToBeSo(String tls, String certificate, String reason)
      throws Exception {
    serving(certificate, tls);
    try (Opened plugin = open(tls)) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description()).contains(reason);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DOWN);
      assertThat(plugin.channel().health().detail()).contains(reason);
      assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"starttls", "tls"})
  void theHostMayBeLeftUncheckedByTheOperatorAlone(String tls) throws Exception {
    serving("other", tls);
    try (Opened plugin = open(tls, "tls-verify-host", "false")) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
    }
  }

  @Test
  void aServerWithoutStartTlsGetsNothing() throws Exception {
    server.offering("8BITMIME", "AUTH PLAIN");
    try (Opened plugin = open("starttls", "username", "agent", "password", "secret-word")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description()).contains("STARTTLS");
      assertThat(server.commands())
          .noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }
  }

  @Test
  void aServerThatRefusesStartTlsGetsNothing() throws Exception {
    serving("good", "starttls").always("STARTTLS", new Say("454 4.7.0 not now"));
    try (Opened plugin = open("starttls")) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.RETRY);
      assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }
  }

  @Test
  void aPlainServerWhereAnEncryptedOneIsMeantIsNoAnswer() throws Exception {
    try (Opened plugin = open("tls", "connect-timeout", "2s", "send-timeout", "3s")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description()).contains("localhost");
    }
  }
}
