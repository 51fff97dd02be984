package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.plugin.smtp.FakeMailServer.Say;
import org.messagingagent.plugin.smtp.FakeMailServer.SayLater;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

/** What the plugin does where a mail server can more, or less. */
@Timeout(60)
class ExtensionsTest {

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

  private static SendOutcome send(Opened plugin, String to, String content, String format) {
    return plugin.channel().send(Opened.message(1, "agent@example.org", to, content, format, ""));
  }

  @Test
  void anAddressBeyondAsciiGoesToAServerThatTakesIt() throws Exception {
    server.offering("8BITMIME", "SMTPUTF8", "SIZE");
    try (Opened plugin = open()) {
      assertThat(send(plugin, "blåbær@bücher.example", "Hi", "").kind()).isEqualTo(Kind.SENT);
      assertThat(server.commands())
          .anyMatch(c -> c.matches("MAIL FROM:<agent@example.org> SIZE=\\d+ SMTPUTF8"))
          .contains("RCPT TO:<blåbær@xn--bcher-kva.example>");
      assertThat(server.mails().get(0).text()).contains("To: blåbær@xn--bcher-kva.example\r\n");
    }
  }

  @Test
  void anAddressBeyondAsciiIsRejectedWhereTheServerDoesNotTakeIt() throws Exception {
    server.offering("8BITMIME");
    try (Opened plugin = open()) {
      SendOutcome outcome = send(plugin, "blåbær@example.org", "Hi", "");
      assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
      assertThat(outcome.description()).contains("SMTPUTF8");
      assertThat(send(plugin, "ola@bücher.example", "Hi", "").kind()).isEqualTo(Kind.SENT);
    }
  }

  @Test
  void aWholeMailBeyondAsciiNeedsAServerThatTakesIt() throws Exception {
    String mail = "From: agent@example.org\n\nblåbær";
    server.offering("SIZE");
    try (Opened plugin = open()) {
      SendOutcome outcome = send(plugin, "ola@example.org", mail, "smtp/rfc822");
      assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
      assertThat(outcome.description()).contains("8BITMIME");
    }
    server.offering("8BITMIME");
    try (Opened plugin = open()) {
      assertThat(send(plugin, "ola@example.org", mail, "smtp/rfc822").kind()).isEqualTo(Kind.SENT);
      assertThat(server.commands()).anyMatch(c -> c.endsWith(" BODY=8BITMIME"));
      assertThat(server.mails().get(0).text()).endsWith("\r\n\r\nblåbær\r\n");
    }
  }

  @Test
  void aReportOfDeliveryIsAskedForWhereTheOperatorWantsItAndTheServerCan() throws Exception {
    server.offering("DSN");
    try (Opened plugin = open("receipts", "true")) {
      assertThat(plugin.send(1, "Hi").kind()).isEqualTo(Kind.SENT);
      assertThat(server.commands())
          .contains("MAIL FROM:<agent@example.org> RET=HDRS")
          .contains("RCPT TO:<ola@example.org> NOTIFY=SUCCESS,FAILURE");
    }
    server.offering("8BITMIME");
    try (Opened plugin = open("receipts", "true")) {
      assertThat(plugin.send(1, "Hi").kind()).isEqualTo(Kind.SENT);
      assertThat(server.commands()).contains("RCPT TO:<ola@example.org>");
    }
  }

  @Test
  void linesThatBeginWithADotArriveAsTheyWere() throws Exception {
    try (Opened plugin = open()) {
      assertThat(plugin.send(1, ".\n..\n.x\nMAIL FROM:<x@example.org>\n").kind())
          .isEqualTo(Kind.SENT);
      // As on the wire: each such line has one dot more.
      assertThat(server.mails().get(0).text())
          .endsWith("\r\n\r\n..\r\n...\r\n..x\r\nMAIL FROM:<x@example.org>\r\n");
    }
  }

  @Test
  void weIntroduceOurselvesAsTheOperatorSays() throws Exception {
    try (Opened plugin = open("ehlo-name", "agent.example.org")) {
      plugin.send(1, "Hi");
      assertThat(server.commands()).contains("EHLO agent.example.org");
    }
    try (Opened plugin = open()) {
      plugin.send(1, "Hi");
      assertThat(server.commands()).contains("EHLO [127.0.0.1]");
    }
  }

  @Test
  void aServerThatAllowsNoFurtherConnectionIsNotDown() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.next("END", new SayLater("250 ok", release, Duration.ofSeconds(20)));
    try (Opened plugin = open()) {
      CompletableFuture<SendOutcome> first = new CompletableFuture<>();
      Thread thread = new Thread(() -> first.complete(plugin.send(1, "Hi")));
      thread.start();
      server.await("END");
      server.next("GREETING", new Say("421 4.7.0 too many connections"));
      assertThat(plugin.send(2, "Hi").kind()).isEqualTo(Kind.RETRY);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.UP);
      release.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.SENT);
      assertThat(plugin.send(2, "Hi").kind()).isEqualTo(Kind.SENT);
      assertThat(server.connectionsSoFar()).isEqualTo(2);
    }
  }
}
