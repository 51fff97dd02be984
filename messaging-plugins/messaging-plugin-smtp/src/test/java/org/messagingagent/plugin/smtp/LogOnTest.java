package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.smtp.FakeMailServer.Say;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

@Timeout(60)
class LogOnTest {

  private static final String SECRET = "a secret word";

  @TempDir Path directory;

  private final FakeMailServer server = FakeMailServer.start().taking(SECRET);
  private final FakeGateway tokens = FakeGateway.start();
  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @AfterEach
  void stop() {
    server.close();
    tokens.close();
  }

  private Opened open(String auth, String... more) throws Exception {
    Map<String, String> settings = server.settings();
    settings.putAll(Map.of("auth", auth, "username", "agent", "insecure-auth", "true"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    TestPluginContext context =
        TestPluginContext.of(new SmtpPlugin(), directory).withSettings(settings).withClock(clock);
    return new Opened(context, (SmtpChannel) context.open());
  }

  @ParameterizedTest
  @CsvSource({
    "any, AUTH PLAIN LOGIN, AUTH PLAIN",
    "any, AUTH LOGIN, AUTH LOGIN",
    "plain, AUTH LOGIN PLAIN, AUTH PLAIN",
    "login, AUTH PLAIN LOGIN, AUTH LOGIN"
  })
  void logsOnAsTheServerOffersAndTheOperatorSays(String auth, String offered, String used)
      throws Exception {
    server.offering(offered);
    try (Opened plugin = open(auth, "password", SECRET)) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(server.commands()).anyMatch(command -> command.startsWith(used));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH CRAM-MD5", "AUTH XOAUTH2", "8BITMIME"})
  void aServerWithoutOurWayToLogOnIsTriedAgain(String offered) throws Exception {
    server.offering(offered);
    try (Opened plugin = open("any", "password", SECRET)) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }
  }

  @Test
  void aWrongPasswordIsNoMessagesFaultAndIsNotTriedWithEachMail() throws Exception {
    server.offering("AUTH PLAIN");
    try (Opened plugin = open("any", "password", "wrong-word")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description())
          .contains("user name", "535")
          .doesNotContain("wrong-word", Base64.getEncoder().encodeToString("wrong".getBytes()));
      SendOutcome next = plugin.send(2, "Hello");
      assertThat(next.kind()).isEqualTo(Kind.RETRY);
      assertThat(next.retryAfter()).isPresent();
      assertThat(server.connectionsSoFar()).isEqualTo(1);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DOWN);
    }
  }

  @Test
  void whatRefusesALogOnForNowIsTriedAgain() throws Exception {
    server.offering("AUTH PLAIN").always("AUTH", new Say("454 4.7.0 not now"));
    try (Opened plugin = open("any", "password", SECRET)) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.RETRY);
    }
  }

  @Test
  void sendsATokenThatIsAlwaysTheSame() throws Exception {
    server.offering("AUTH PLAIN XOAUTH2");
    try (Opened plugin = open("xoauth2", "token", SECRET)) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      String said =
          server.commands().stream().filter(c -> c.startsWith("AUTH XOAUTH2")).findFirst().get();
      assertThat(new String(Base64.getDecoder().decode(said.split(" ")[2])))
          .isEqualTo("user=agent\u0001auth=Bearer " + SECRET + "\u0001\u0001");
    }
  }

  private Opened openWithTokens() throws Exception {
    server.offering("AUTH XOAUTH2");
    return open(
        "xoauth2",
        "token-url",
        tokens.url() + "/token",
        "token-client-id",
        "id & more",
        "token-client-secret",
        "client secret",
        "token-scope",
        "https://mail.example.org/.default",
        "connection-mails",
        "1");
  }

  @Test
  void fetchesATokenAndKeepsItUntilShortlyBeforeItExpires() throws Exception {
    tokens.otherwise(
        GatewayAnswer.json(
            200,
            "{\"token_type\":\"Bearer\",\"nested\":{\"access_token\":\"no\"},\"expires_in\":3600,"
                + "\"access_token\":\""
                + SECRET
                + "\"}"));
    try (Opened plugin = openWithTokens()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(plugin.send(2, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(tokens.requests()).hasSize(1);
      assertThat(tokens.requests().get(0).text())
          .isEqualTo(
              "grant_type=client_credentials&client_id=id+%26+more&client_secret=client+secret"
                  + "&scope=https%3A%2F%2Fmail.example.org%2F.default");
      clock.advance(Duration.ofMinutes(59).plusSeconds(1));
      assertThat(plugin.send(3, "Hello").kind()).isEqualTo(Kind.SENT);
      assertThat(tokens.requests()).hasSize(2);
    }
  }

  @Test
  void aTokenThatIsRefusedIsFetchedAnew() throws Exception {
    tokens.next(GatewayAnswer.json(200, "{\"access_token\":\"old\",\"expires_in\":\"3600\"}"));
    tokens.otherwise(GatewayAnswer.json(200, "{\"access_token\":\"" + SECRET + "\"}"));
    try (Opened plugin = openWithTokens()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.RETRY);
    }
    try (Opened plugin = openWithTokens()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(Kind.SENT);
    }
    assertThat(tokens.requests()).hasSize(2);
  }

  @Test
  void withoutATokenNothingIsSentAndTheReasonIsSaid() throws Exception {
    for (GatewayAnswer answer :
        new GatewayAnswer[] {
          GatewayAnswer.status(401),
          GatewayAnswer.garbage(),
          GatewayAnswer.json(200, "[]"),
          GatewayAnswer.json(200, "{\"access_token\":7}"),
          GatewayAnswer.json(200, "{\"access_token\":\"a\\u000ab\"}"),
          GatewayAnswer.dropAfterReading(),
        }) {
      tokens.otherwise(answer);
      try (Opened plugin = openWithTokens()) {
        SendOutcome outcome = plugin.send(1, "Hello");
        assertThat(outcome.kind()).as("%s: %s", answer, outcome).isEqualTo(Kind.RETRY);
        assertThat(outcome.description())
            .contains("No access token from 127.0.0.1")
            .doesNotContain("client secret");
      }
    }
    assertThat(server.commands()).isEmpty();
  }
}
