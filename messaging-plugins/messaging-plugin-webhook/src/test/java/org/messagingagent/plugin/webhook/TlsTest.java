package org.messagingagent.plugin.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.HandleOutcome;

/** Whom the plugin takes for its receiver, directly and through a proxy. */
class TlsTest {

  private static final String HOST = "receiver.invalid";

  @TempDir static Path certificatesDirectory;
  private static TestCertificates certificates;

  @TempDir Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = TestCertificates.in(certificatesDirectory);
  }

  @Test
  void postsToTheHostThatTheCertificateIsOf() throws Exception {
    try (TlsReceiver receiver = new TlsReceiver(certificates.server(HOST));
        OpenWebhook webhook = open(trusting(receiver))) {
      assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
      assertThat(webhook.handle(2)).isEqualTo(HandleOutcome.handled());
      assertThat(receiver.hosts()).hasSize(2).containsOnly(HOST + ":" + receiver.port());
    }
  }

  @Test
  void refusesTheCertificateOfAnotherHost() throws Exception {
    try (TlsReceiver receiver = new TlsReceiver(certificates.server("other.invalid"));
        OpenWebhook webhook = open(trusting(receiver))) {
      assertThat(webhook.failure())
          .isEqualTo(
              "The certificate of %s:%d is for another host".formatted(HOST, receiver.port()));
      assertThat(receiver.hosts()).isEmpty();
    }
  }

  @Test
  void refusesACertificateThatHasExpired() throws Exception {
    try (TlsReceiver receiver =
            new TlsReceiver(certificates.server(HOST, "-startdate", "-2d", "-validity", "1"));
        OpenWebhook webhook = open(trusting(receiver))) {
      assertThat(webhook.failure()).endsWith(" has expired");
      assertThat(receiver.hosts()).isEmpty();
    }
  }

  @Test
  void refusesACertificateThatIsNotValidYet() throws Exception {
    try (TlsReceiver receiver = new TlsReceiver(certificates.server(HOST, "-startdate", "+2d"));
        OpenWebhook webhook = open(trusting(receiver))) {
      assertThat(webhook.failure()).endsWith(" is not valid yet");
      assertThat(receiver.hosts()).isEmpty();
    }
  }

  @Test
  void refusesACertificateThatNobodyKnows() throws Exception {
    try (TlsReceiver receiver = new TlsReceiver(certificates.server(HOST));
        OpenWebhook webhook = open(settings(receiver.port()))) {
      assertThat(webhook.failure()).endsWith(" is not trusted");
      assertThat(receiver.hosts()).isEmpty();
    }
  }

  @Test
  void saysThatAReceiverSpeaksNoTls() throws Exception {
    try (RawReceiver plain = RawReceiver.greeting("220 mail.example.com ESMTP\r\n");
        OpenWebhook webhook = open(settings(plain.port()))) {
      assertThat(webhook.failure()).endsWith(" does not speak TLS as it should");
    }
  }

  @Test
  void checksTheCertificateThroughAProxyAsWell() throws Exception {
    try (TlsReceiver receiver = new TlsReceiver(certificates.server(HOST));
        TlsReceiver other = new TlsReceiver(certificates.server("other.invalid"));
        TunnelProxy proxy = new TunnelProxy(receiver.port());
        TunnelProxy wrong = new TunnelProxy(other.port())) {
      try (OpenWebhook webhook =
          open(OpenWebhook.with(trusting(receiver), "proxy", proxy.url(), "allow", "public"))) {
        assertThat(webhook.handle(1)).isEqualTo(HandleOutcome.handled());
        assertThat(receiver.hosts()).containsExactly(HOST + ":" + receiver.port());
        assertThat(proxy.targets()).containsExactly(HOST + ":" + receiver.port());
      }
      try (OpenWebhook webhook = open(OpenWebhook.with(trusting(other), "proxy", wrong.url()))) {
        assertThat(webhook.failure()).endsWith(" is for another host");
        assertThat(other.hosts()).isEmpty();
      }
    }
  }

  private static Map<String, String> settings(int port) {
    return OpenWebhook.with(
        OpenWebhook.settings("https://%s:%d/".formatted(HOST, port)), "plain-http", "false");
  }

  private static Map<String, String> trusting(TlsReceiver receiver) {
    return OpenWebhook.with(
        settings(receiver.port()), "trusted-certificates", certificates.authority().toString());
  }

  private OpenWebhook open(Map<String, String> settings) throws Exception {
    return OpenWebhook.with(
        settings,
        host -> List.of(InetAddress.getByName("127.0.0.1")),
        Clock.systemUTC(),
        directory);
  }
}
