package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingagent.plugin.smtp.FakeMailServer.Drop;
import org.messagingagent.plugin.smtp.FakeMailServer.Flood;
import org.messagingagent.plugin.smtp.FakeMailServer.Say;
import org.messagingagent.plugin.smtp.FakeMailServer.Silence;
import org.messagingagent.plugin.smtp.FakeMailServer.Trickle;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

/** What each thing that a mail server does means for the message. */
@Timeout(60)
class OutcomeTest {

  @TempDir Path directory;

  private final FakeMailServer server = FakeMailServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private Opened open(String... more) throws Exception {
    Map<String, String> settings = server.settings();
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Opened.with(settings, directory);
  }

  @Test
  void whatTheServerTookIsSentUnderItsMessageId() throws Exception {
    try (Opened plugin = open()) {
      SendOutcome outcome = plugin.send(7, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.SENT);
      String id = outcome.externalIds().get(0);
      assertThat(id).matches("m7\\.0\\.[A-Za-z0-9_-]{16}@example\\.org");
      assertThat(outcome.sessionKey()).contains(id);
      assertThat(server.mails()).hasSize(1);
      assertThat(server.mails().get(0).text()).contains("Message-ID: <" + id + ">\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 421 4.3.2 busy, RETRY",
    "GREETING, 554 5.7.1 not you, RETRY",
    "GREETING, <html>, RETRY",
    "EHLO, 502 5.5.1 only HELO here, SENT",
    "MAIL, 421 4.3.2 closing, RETRY",
    "MAIL, 451 4.3.0 later, RETRY",
    "MAIL, 452 4.3.1 full, RETRY",
    "MAIL, 530 5.7.0 log on first, RETRY",
    "MAIL, 503 5.5.1 log on first, RETRY",
    "MAIL, 550 5.7.1 not this sender, REJECTED",
    "MAIL, 552 5.3.4 too large, REJECTED",
    "MAIL, nonsense, RETRY",
    "MAIL, 999 nonsense, RETRY",
    "MAIL, 354 nonsense, RETRY",
    "RCPT, 450 4.2.0 greylisted, RETRY",
    "RCPT, 421 4.3.2 closing, RETRY",
    "RCPT, 550 5.1.1 no such user, REJECTED",
    "RCPT, 556 5.1.10 takes no mail, REJECTED",
    "RCPT, x, RETRY",
    "DATA, 451 4.3.0 later, RETRY",
    "DATA, 554 5.6.0 no, REJECTED",
    "DATA, 250 what, RETRY",
    "DATA, ?, RETRY",
    "END, 250 taken, SENT",
    "END, 251 taken too, SENT",
    "END, 421 4.3.2 closing, RETRY",
    "END, 451 4.3.0 later, RETRY",
    "END, 552 5.3.4 too large, REJECTED",
    "END, 554 5.7.1 spam, REJECTED",
    "END, nonsense, UNKNOWN",
    "END, 354 nonsense, UNKNOWN",
    "END, 1, UNKNOWN",
  })
  void anAnswerDecides(String verb, String answer, Kind kind) throws Exception {
    server.always(verb, new Say(answer));
    try (Opened plugin = open()) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo(kind);
      assertThat(server.mails()).hasSize(kind == Kind.SENT ? 1 : 0);
      if (kind != Kind.SENT && answer.matches("[45].*")) {
        assertThat(outcome.description()).contains(answer.substring(0, 3));
      }
      server.asUsual();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, RETRY",
    "EHLO, RETRY",
    "MAIL, RETRY",
    "RCPT, RETRY",
    "DATA, RETRY",
    "CONTENT, RETRY",
    "END, UNKNOWN"
  })
  void aConnectionThatIsLostIsUnknownAfterTheDotAlone(String verb, Kind kind) throws Exception {
    server.next(verb, new Drop());
    try (Opened plugin = open()) {
      // More than what the system holds for a server that does not read.
      SendOutcome outcome = plugin.send(1, "Hello\n".repeat(1_200_000));
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo(kind);
      assertThat(outcome.description()).isNotBlank();
      assertThat(server.mails()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, RETRY",
    "EHLO, RETRY",
    "MAIL, RETRY",
    "RCPT, RETRY",
    "DATA, RETRY",
    "END, UNKNOWN"
  })
  void aServerThatNeverAnswersIsNotWaitedForForEver(String verb, Kind kind) throws Exception {
    server.always(verb, new Silence());
    try (Opened plugin = open("send-timeout", "400ms", "connect-timeout", "400ms")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @CsvSource({"GREETING, RETRY", "MAIL, RETRY", "END, UNKNOWN"})
  void aServerThatSendsAByteNowAndThenIsNotWaitedForForEver(String verb, Kind kind)
      throws Exception {
    server.always(verb, new Trickle());
    try (Opened plugin = open("send-timeout", "400ms", "connect-timeout", "400ms")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo(kind);
      assertThat(outcome.description()).containsAnyOf("in time", "too long");
    }
  }

  @ParameterizedTest
  @CsvSource({"GREETING, RETRY", "EHLO, RETRY", "MAIL, RETRY", "END, UNKNOWN"})
  void aServerThatNeverStopsTalkingIsLeft(String verb, Kind kind) throws Exception {
    server.always(verb, new Flood());
    try (Opened plugin = open()) {
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(kind);
    }
  }

  @Test
  void aServerThatIsAwayIsTriedAgain() throws Exception {
    server.goAway();
    try (Opened plugin = open()) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description()).contains("127.0.0.1:" + server.port(), "refused");
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DOWN);
    }
  }

  @Test
  void aHostThatDoesNotExistIsTriedAgain() throws Exception {
    try (Opened plugin = open("host", "no-such-host.invalid")) {
      SendOutcome outcome = plugin.send(1, "Hello");
      assertThat(outcome.kind()).isEqualTo(Kind.RETRY);
      assertThat(outcome.description()).contains("no such host");
    }
  }

  @Test
  void whatMayHaveBeenTakenKeepsItsIdForABounceToFind() throws Exception {
    server.next("END", new Drop());
    try (Opened plugin = open()) {
      SendOutcome outcome = plugin.send(9, "Hello");
      assertThat(outcome.externalIds()).hasSize(1);
      assertThat(outcome.externalIds().get(0)).startsWith("m9.");
    }
  }

  @ParameterizedTest
  @CsvSource({"MAIL, RETRY", "END, UNKNOWN"})
  void anInterruptEndsTheCallAtOnce(String verb, Kind kind) throws Exception {
    server.always(verb, new Silence());
    try (Opened plugin = open()) {
      CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
      Thread call = new Thread(() -> outcome.complete(plugin.send(1, "Hello")));
      call.start();
      server.await(verb);
      call.interrupt();
      assertThat(outcome.get(5, TimeUnit.SECONDS).kind()).isEqualTo(kind);
      call.join(Duration.ofSeconds(5).toMillis());
      assertThat(plugin.channel().health().status()).isNotEqualTo(Health.Status.DOWN);
    }
  }

  @Test
  void closingEndsACallThatIsUnderWay() throws Exception {
    server.always("END", new Silence());
    Opened plugin = open();
    CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    Thread call = new Thread(() -> outcome.complete(plugin.send(1, "Hello")));
    call.start();
    server.await("END");
    plugin.close();
    assertThat(outcome.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.UNKNOWN);
    call.join(Duration.ofSeconds(5).toMillis());
    assertThat(plugin.send(2, "Hello").kind()).isEqualTo(Kind.RETRY);
  }

  @Test
  void theServersLimitOnSizeIsKept() throws Exception {
    server.offering("SIZE 2000");
    try (Opened plugin = open()) {
      SendOutcome outcome = plugin.send(1, "x".repeat(3_000));
      assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
      assertThat(outcome.description()).contains("2000");
      assertThat(plugin.send(2, "short").kind()).isEqualTo(Kind.SENT);
      assertThat(server.connectionsSoFar()).isEqualTo(1);
    }
  }
}
