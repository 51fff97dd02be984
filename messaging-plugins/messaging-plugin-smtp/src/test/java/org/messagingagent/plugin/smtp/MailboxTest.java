package org.messagingagent.plugin.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.testkit.TestClock;
import org.messagingagent.plugin.testkit.TestPluginContext;
import org.messagingagent.spi.DeliveryReport;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.OutgoingMessage;
import org.messagingagent.spi.ReceivedMessage;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.UnsettledMessage;

@Timeout(60)
class MailboxTest {

  @TempDir Path directory;

  private final GreenMail mail = Mails.start();
  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @AfterEach
  void stop() {
    mail.stop();
  }

  private Opened open(String... more) throws Exception {
    Map<String, String> settings = Mails.settingsWithImap(mail);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    TestPluginContext context =
        TestPluginContext.of(new SmtpPlugin(), directory).withSettings(settings).withClock(clock);
    return new Opened(context, (SmtpChannel) context.open());
  }

  private void look(Opened plugin) {
    clock.advance(Duration.ofSeconds(2));
    plugin.context().runJobs();
    assertThat(plugin.context().jobFailures()).isEmpty();
  }

  private void arrives(String text) throws Exception {
    byte[] bytes =
        text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    GreenMailUser user = mail.getUserManager().getUserByEmail(Mails.ADDRESS);
    user.deliver(
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
  }

  private List<StoredMessage> stored(String folder) {
    MailFolder found =
        mail.getManagers()
            .getImapHostManager()
            .getFolder(mail.getUserManager().getUserByEmail(Mails.ADDRESS), folder);
    return found.getMessages();
  }

  private static String answer(String references, String more) {
    return """
        From: Ola Nordmann <ola@example.com>
        To: Agent <agent@example.org>
        Subject: Re: Message
        Message-ID: <reply.1@example.com>
        In-Reply-To: %s
        References: %s
        %sContent-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Ja takk, blåbær
        """
        .formatted(references.substring(references.lastIndexOf('<')), references, more);
  }

  private static String bounce(String action, String returned) {
    return """
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.org
        To: agent@example.org
        Subject: Undelivered
        Message-ID: <bounce.1@mx.example.org>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        It did not work.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org
        Arrival-Date: Fri, 2 Jan 2026 03:04:05 +0000

        Final-Recipient: rfc822; ola@example.org
        Action: %s
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such
         user here

        --b
        %s

        --b--
        """
        .formatted(action, returned);
  }

  private static String returned(String type, String id) {
    return "Content-Type: %s\n\nReceived: by x\nMessage-ID: <%s>\nSubject: Message\n"
        .formatted(type, id);
  }

  @Test
  void anAnswerIsSubmittedOnceInItsSession() throws Exception {
    try (Opened plugin = open()) {
      String id = plugin.send(7, "Hello").externalIds().get(0);
      arrives(answer("<" + id + ">", ""));
      look(plugin);
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(1);
      ReceivedMessage submitted = plugin.context().submitted().get(0);
      assertThat(submitted.gatewayId()).contains("reply.1@example.com");
      assertThat(submitted.handler()).contains("file");
      assertThat(submitted.from()).isEqualTo("ola@example.com");
      assertThat(submitted.to()).isEqualTo("agent@example.org");
      assertThat(submitted.content().strip()).isEqualTo("Ja takk, blåbær");
      assertThat(submitted.format()).isEqualTo("text/plain");
      assertThat(submitted.sessionKey()).contains(id);
      assertThat(plugin.context().reported())
          .containsExactly(DeliveryReport.of(id, DeliveryReport.Status.REPLIED));
      assertThat(stored("INBOX")).hasSize(1);
      assertThat(stored("INBOX").get(0).isSet(Flags.Flag.SEEN)).isTrue();
      assertThat(plugin.context().metrics().count("imap.answers")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-42", "økt", "a.b@c.example"})
  void theSessionThatTheCallerChoseComesBack(String key) throws Exception {
    try (Opened plugin = open()) {
      OutgoingMessage message =
          Opened.message(7, "agent@example.org", "ola@example.org", "Hello", "", key);
      String id = plugin.channel().send(message).externalIds().get(0);
      MimeMessage sent = mail.getReceivedMessages()[0];
      arrives(answer(sent.getHeader("References")[0] + " <" + id + ">", ""));
      arrives(
          answer("<" + id + ">", "")
              .replace("reply.1", "reply.2")
              .replaceAll("References.*\n", ""));
      look(plugin);
      assertThat(plugin.context().submitted())
          .hasSize(2)
          .allMatch(submitted -> submitted.sessionKey().equals(Optional.of(key)));
    }
  }

  @Test
  void aMailThatAnswersNothingBeginsASession() throws Exception {
    try (Opened plugin = open()) {
      arrives("From: kari@example.com\nMessage-ID: <first@example.com>\n\nHello");
      arrives("From: kari@example.com\n\nHello without an id");
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(2);
      assertThat(plugin.context().submitted().get(0).sessionKey()).contains("first@example.com");
      assertThat(plugin.context().submitted().get(1).gatewayId().orElseThrow())
          .matches(".{10,200}@.*");
    }
  }

  @Test
  void aSessionThatWeDidNotWriteIsNotTaken() throws Exception {
    try (Opened plugin = open()) {
      arrives(answer("<s.b3JkZXItNDI.AAAAAAAAAAAAAAAA@example.org>", ""));
      look(plugin);
      assertThat(plugin.context().submitted().get(0).sessionKey())
          .contains("s.b3JkZXItNDI.AAAAAAAAAAAAAAAA@example.org");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "failed, DELIVERY_ERROR, text/rfc822-headers",
    "failed, DELIVERY_ERROR, message/rfc822",
    "Delivered, RECEIVED, text/rfc822-headers"
  })
  void aBounceBecomesADeliveryReport(String action, DeliveryReport.Status status, String type)
      throws Exception {
    try (Opened plugin = open()) {
      String id = plugin.send(7, "Hello").externalIds().get(0);
      arrives(bounce(action, returned(type, id)));
      look(plugin);
      assertThat(plugin.context().submitted()).isEmpty();
      assertThat(plugin.context().reported())
          .containsExactly(
              new DeliveryReport(id, status, "5.1.1 (smtp; 550 5.1.1 no such user here)"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"delayed", "relayed", "expanded", "nonsense", ""})
  void whatIsNotDecidedYetIsNotReported(String action) throws Exception {
    try (Opened plugin = open()) {
      String id = plugin.send(7, "Hello").externalIds().get(0);
      arrives(bounce(action, returned("text/rfc822-headers", id)));
      look(plugin);
      assertThat(plugin.context().reported()).isEmpty();
      assertThat(plugin.context().metrics().count("imap.ignored")).isEqualTo(1);
    }
  }

  @Test
  void aBounceOfWhatWeDidNotSendIsNotReported() throws Exception {
    try (Opened plugin = open()) {
      String id = plugin.send(7, "Hello").externalIds().get(0);
      for (String other :
          new String[] {
            "someone@example.com", id.replace("m7.", "m8."), "m7.0.AAAAAAAAAAAAAAAA@example.org"
          }) {
        arrives(bounce("failed", returned("text/rfc822-headers", other)));
      }
      arrives(bounce("failed", "Content-Type: text/plain\n\nnothing"));
      look(plugin);
      assertThat(plugin.context().reported()).isEmpty();
      assertThat(plugin.context().submitted()).isEmpty();
      assertThat(plugin.context().metrics().count("imap.ignored")).isEqualTo(4);
    }
  }

  @Test
  void aBounceOfAMailWithAnIdOfTheCallersOwnIsReported() throws Exception {
    try (Opened plugin = open()) {
      plugin
          .channel()
          .send(
              Opened.message(
                  7,
                  "agent@example.org",
                  "ola@example.org",
                  "Message-ID: <mine@example.org>\nFrom: agent@example.org\n\nHello",
                  "smtp/rfc822",
                  ""));
      String proof = mail.getReceivedMessages()[0].getHeader("X-Messaging-Proof")[0];
      arrives(
          bounce(
              "failed",
              returned("text/rfc822-headers", "mine@example.org")
                  + "X-Messaging-Proof: "
                  + proof
                  + "\n"));
      look(plugin);
      assertThat(plugin.context().reported())
          .extracting(DeliveryReport::externalId)
          .containsExactly("mine@example.org");
    }
  }

  @Test
  void aBounceSettlesWhatNobodyKnew() throws Exception {
    try (Opened plugin = open()) {
      plugin.context().answerReports(DeliveryReport.Result.KEPT);
      UnsettledMessage unsettled =
          new UnsettledMessage(7, List.of(), Optional.empty(), clock.instant(), 1);
      assertThat(plugin.channel().reconcile(unsettled).kind()).isEqualTo(SendOutcome.Kind.UNKNOWN);
      String id = plugin.send(7, "Hello").externalIds().get(0);
      arrives(bounce("failed", returned("text/rfc822-headers", id)));
      look(plugin);
      SendOutcome found = plugin.channel().reconcile(unsettled);
      assertThat(found.kind()).isEqualTo(SendOutcome.Kind.SENT);
      assertThat(found.externalIds()).containsExactly(id);
    }
  }

  @ParameterizedTest
  @CsvSource({"submit, 1", "skip, 0"})
  void whatAMachineWroteIsTakenAsTheOperatorSays(String what, int count) throws Exception {
    try (Opened plugin = open("imap-auto-replies", what)) {
      arrives(answer("<x@example.org>", "Auto-Submitted: auto-replied\n"));
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(count);
      assertThat(stored("INBOX").get(0).isSet(Flags.Flag.SEEN)).isTrue();
    }
  }

  @Test
  void allOfAMailIsSubmittedWhereTheOperatorWantsThat() throws Exception {
    try (Opened plugin = open("imap-format", "smtp/rfc822")) {
      arrives(answer("<x@example.org>", "X-Odd: a\u0007b\n"));
      look(plugin);
      ReceivedMessage submitted = plugin.context().submitted().get(0);
      assertThat(submitted.format()).isEqualTo("smtp/rfc822");
      assertThat(submitted.content())
          .contains("Subject: Re: Message\n", "X-Odd: a\uFFFDb\n", "Ja takk, blåbær");
    }
  }

  @ParameterizedTest
  @CsvSource({"delete, 0", "seen, 1"})
  void whatIsDoneWithGoesWhereTheOperatorSays(String done, int left) throws Exception {
    try (Opened plugin = open("imap-done", done)) {
      arrives(answer("<x@example.org>", ""));
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(1);
      assertThat(stored("INBOX")).hasSize(left);
    }
  }

  @Test
  void whatIsDoneWithIsMovedWhereTheOperatorSays() throws Exception {
    mail.getManagers()
        .getImapHostManager()
        .createMailbox(mail.getUserManager().getUserByEmail(Mails.ADDRESS), "Done");
    try (Opened plugin = open("imap-done", "move", "imap-done-folder", "Done")) {
      arrives(answer("<x@example.org>", ""));
      look(plugin);
      assertThat(stored("INBOX")).isEmpty();
      assertThat(stored("Done")).hasSize(1);
    }
  }

  @Test
  void aFolderThatIsNotThereIsSaidToBeSoAndLosesNothing() throws Exception {
    try (Opened plugin = open("imap-done", "move", "imap-done-folder", "Nowhere")) {
      arrives(answer("<x@example.org>", ""));
      look(plugin);
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(1);
      assertThat(stored("INBOX")).hasSize(1);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DEGRADED);
    }
  }

  @Test
  void whatCannotBeTakenNowIsTakenLater() throws Exception {
    try (Opened plugin = open()) {
      arrives(answer("<x@example.org>", ""));
      plugin.context().refuseSubmissions("The disk is full", true);
      look(plugin);
      assertThat(stored("INBOX").get(0).isSet(Flags.Flag.SEEN)).isFalse();
      assertThat(plugin.channel().health().detail()).contains("The disk is full");
      plugin.context().takeSubmissions();
      look(plugin);
      assertThat(plugin.context().submitted()).hasSize(1);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.UP);
    }
  }

  @Test
  void whatIsNeverTakenIsLeftFlaggedAndKeepsNoOtherUp() throws Exception {
    try (Opened plugin = open("imap-max-size", "2000")) {
      arrives("From: big@example.com\n\n" + "x\n".repeat(2_000));
      arrives(
          "From: odd@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
              + "--b\n\n--b\nContent-Type: x\u0000; charset=\n\nno end");
      arrives(answer("<x@example.org>", ""));
      look(plugin);
      assertThat(plugin.context().submitted())
          .extracting(ReceivedMessage::from)
          .contains("ola@example.com");
      StoredMessage big = stored("INBOX").get(0);
      assertThat(big.isSet(Flags.Flag.FLAGGED)).isTrue();
      assertThat(big.isSet(Flags.Flag.SEEN)).isTrue();
      assertThat(stored("INBOX")).hasSize(3).allMatch(one -> one.isSet(Flags.Flag.SEEN));
    }
  }

  @Test
  void whatTheServerRefusesForGoodIsLeftFlagged() throws Exception {
    try (Opened plugin = open()) {
      arrives(answer("<x@example.org>", ""));
      plugin.context().refuseSubmissions("The handler takes no such format", false);
      look(plugin);
      assertThat(stored("INBOX").get(0).isSet(Flags.Flag.FLAGGED)).isTrue();
      assertThat(plugin.context().metrics().count("imap.flagged")).isEqualTo(1);
    }
  }

  @Test
  void thePluginSendsWhileTheMailboxCannotBeRead() throws Exception {
    try (Opened plugin = open("imap-password", "wrong-word")) {
      look(plugin);
      assertThat(plugin.channel().health().status()).isEqualTo(Health.Status.DEGRADED);
      assertThat(plugin.channel().health().detail())
          .contains("user name")
          .doesNotContain("wrong-word");
      assertThat(plugin.send(1, "Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
    }
  }
}
