package org.messagingagent.plugin.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.activation.DataSource;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.eclipse.angus.activation.MailcapFile;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.DeliveryStatus;
import org.messagingagent.client.OutgoingMessage;
import org.messagingagent.plugin.discard.DiscardPlugin;
import org.messagingagent.plugin.smtp.FakeMailServer;
import org.messagingagent.plugin.smtp.SmtpPlugin;
import org.messagingagent.server.admin.Administration.IncomingQuery;
import org.messagingagent.spi.MessagingPlugin;

class SmtpPluginServerContractTest implements MessagingPluginServerContract {

  private static final String ADDRESS = "agent@example.org";
  private static final String PASSWORD = "agent-password";

  private final FakeMailServer server = FakeMailServer.start();
  private final GreenMail mailbox =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

  @AfterEach
  void stop() {
    server.close();
    mailbox.stop();
  }

  @Override
  public Class<? extends MessagingPlugin> pluginClass() {
    return SmtpPlugin.class;
  }

  @Override
  public Map<String, String> settings() {
    return server.settings();
  }

  @Override
  public org.messagingagent.spi.OutgoingMessage outgoing(int number) {
    return new org.messagingagent.spi.OutgoingMessage(
        number,
        ADDRESS,
        "ola@example.org",
        "Message " + number,
        "text/plain",
        OptionalInt.empty(),
        Optional.empty(),
        1);
  }

  /** With a mailbox whose answers the plugin {@code discard} handles. */
  private PluginHarness harness(Path directory) {
    mailbox.start();
    mailbox.setUser(ADDRESS, "agent", PASSWORD);
    Map<String, String> settings = new HashMap<>(settings());
    settings.putAll(
        Map.of(
            "imap-host", "127.0.0.1",
            "imap-port", Integer.toString(mailbox.getImap().getPort()),
            "imap-tls", "none",
            "insecure-auth", "true",
            "imap-username", "agent",
            "imap-password", PASSWORD,
            "imap-handler", "discard",
            "imap-poll", "1s"));
    return PluginHarness.of(pluginClass())
        .settings(settings)
        .sendDeadline(SHORT)
        .server(builder -> builder.plugin(new DiscardPlugin()))
        .start(directory);
  }

  private static OutgoingMessage message(String content) {
    return OutgoingMessage.to("ola@example.org").from(ADDRESS).content(content).build();
  }

  private void arrives(String text) throws Exception {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    mailbox
        .getUserManager()
        .getUserByEmail(ADDRESS)
        .deliver(
            new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
  }

  /** The Message-ID of the last mail that the server took, with its brackets. */
  private String lastId() {
    String text = server.mails().get(server.mails().size() - 1).text();
    int start = text.indexOf("Message-ID: ") + "Message-ID: ".length();
    return text.substring(start, text.indexOf("\r\n", start));
  }

  private static String bounce(String id) {
    return """
        From: MAILER-DAEMON@mx.example.org
        Message-ID: <bounce-of-%s
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Action: failed
        Status: 5.1.1

        --b
        Content-Type: text/rfc822-headers

        Message-ID: %s

        --b--
        """
        .formatted(id.substring(1), id);
  }

  @Test
  void aBounceReachesItsMessage(@TempDir Path directory) throws Exception {
    try (PluginHarness harness = harness(directory)) {
      int id = harness.send(message("Hello")).messagingId();
      arrives(bounce(lastId()));
      assertThat(harness.awaitStatus(id, DeliveryStatus.Status.DELIVERY_ERROR).description())
          .contains("5.1.1");
    }
  }

  @Test
  void aBounceReachesAMessageOfWhichNobodyKnewWhetherItWasSent(@TempDir Path directory)
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    server.next("END", new FakeMailServer.SayLater("250 ok", never, Duration.ofMinutes(1)));
    try (PluginHarness harness = harness(directory)) {
      DeliveryStatus status = harness.send(message("Hello"));
      assertThat(status.isOutcomeUnknown()).as("%s", status).isTrue();
      arrives(bounce(lastId()));
      harness.awaitStatus(status.messagingId(), DeliveryStatus.Status.DELIVERY_ERROR);
    } finally {
      never.countDown();
    }
  }

  @Test
  void anAnswerIsHandledOnceAndItsMessageIsReplied(@TempDir Path directory) throws Exception {
    try (PluginHarness harness = harness(directory)) {
      int id = harness.send(message("Hello")).messagingId();
      String answer =
          "From: ola@example.org\nMessage-ID: <reply@example.org>\nReferences: %s\n\nYes\n"
              .formatted(lastId());
      arrives(answer);
      arrives(answer);
      harness.awaitStatus(id, DeliveryStatus.Status.REPLIED);
      arrives("From: kari@example.org\nMessage-ID: <last@example.org>\n\nLast\n");
      Waiting.until(
          "The last answer was not handled",
          PluginHarness.PATIENCE,
          () -> Optional.of(handled(harness)).filter(count -> count >= 2));
      assertThat(handled(harness)).isEqualTo(2);
    }
  }

  private static int handled(PluginHarness harness) {
    return harness
        .administration()
        .incoming(
            new IncomingQuery(
                Optional.of("discard"),
                Optional.of("handled"),
                Optional.empty(),
                Long.MAX_VALUE,
                100))
        .size();
  }

  @Test
  void aServerThatComesBackGetsTheMail(@TempDir Path directory) {
    try (PluginHarness harness =
        PluginHarness.of(pluginClass()).settings(settings()).start(directory)) {
      assertThat(harness.send(message("one")).isHandedOver()).isTrue();
      server.goAway();
      server.comeBack();
      assertThat(harness.send(message("two")).isHandedOver()).isTrue();
      assertThat(server.mails()).hasSize(2);
    }
  }

  @Test
  void letsGoOfItsClassesWhenItIsRestartedFromItsJars(@TempDir Path directory) throws Exception {
    Map<String, String> enabled = new HashMap<>(settings());
    enabled.put("enabled", "true");
    try (PluginHarness harness =
        PluginHarness.ofJars(
                "smtp",
                PluginArchive.of(pluginClass(), directory),
                PluginArchive.of(SMTPTransport.class, directory),
                PluginArchive.of(Session.class, directory),
                PluginArchive.of(DataSource.class, directory),
                PluginArchive.of(MailcapFile.class, directory),
                PluginArchive.of(JsonFactory.class, directory))
            .settings(enabled)
            .start(directory)) {
      ServerCalls calls = ServerCalls.toSend(this, harness);
      CountDownLatch release = new CountDownLatch(1);
      server.next("END", new FakeMailServer.SayLater("250 ok", release, Duration.ofMinutes(1)));
      Future<DeliveryStatus> sending = calls.sendLater(1);
      server.await("END");
      PluginLoaderWatch old = PluginLoaderWatch.ofCalls();
      assertThat(old.isEmpty()).as("the plugin runs in no class loader of its own").isFalse();
      release.countDown();
      assertThat(ServerCalls.get(sending).isHandedOver()).isTrue();
      harness.restartPlugin();
      old.awaitCollected(PluginHarness.PATIENCE);
      assertThat(calls.send(2).isHandedOver()).as("a message after the restart").isTrue();
    }
  }
}
