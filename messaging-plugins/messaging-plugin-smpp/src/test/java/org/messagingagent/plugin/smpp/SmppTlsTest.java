package org.messagingagent.plugin.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.PluginSettingException;
import org.messagingagent.spi.SendOutcome;

class SmppTlsTest {

  @TempDir private static Path certificates;
  private static SmscTls good;
  @TempDir private Path directory;

  @BeforeAll
  static void makeCertificate() throws Exception {
    good = SmscTls.of(certificates, "dns:localhost", "-validity", "2");
  }

  @Test
  void sendsOverTls() throws Exception {
    try (TestSmsc smsc = TestSmsc.start(good);
        Subject subject = open(smsc, good)) {
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
    }
  }

  @Test
  void doesNotTrustAnExpiredCertificate() throws Exception {
    SmscTls tls = SmscTls.of(directory, "dns:localhost", "-startdate", "-10d", "-validity", "1");
    try (TestSmsc smsc = TestSmsc.start(tls);
        Subject subject = open(smsc, tls)) {
      assertNotSent(subject.send("Hello"));
    }
  }

  @Test
  void doesNotTrustACertificateForAnotherHost() throws Exception {
    SmscTls tls = SmscTls.of(directory, "dns:smsc.example.com", "-validity", "2");
    try (TestSmsc smsc = TestSmsc.start(tls);
        Subject subject = open(smsc, tls);
        Subject named = open(smsc, tls, "tls.server-name", "smsc.example.com")) {
      assertNotSent(subject.send("Hello"));
      assertThat(named.send("Hello").kind()).isEqualTo(SendOutcome.Kind.SENT);
    }
  }

  @Test
  void doesNotTrustWhomTheJdkDoesNot() throws Exception {
    try (TestSmsc smsc = TestSmsc.start(good);
        Subject subject = Subject.open(directory, smsc.port(), "send-wait", "2s", "tls", "true")) {
      assertNotSent(subject.send("Hello"));
    }
  }

  @Test
  void saysWhenASmscSpeaksNoTls() throws Exception {
    try (RawSmsc smsc = RawSmsc.silent();
        Subject subject =
            Subject.open(
                directory,
                smsc.port(),
                "send-wait",
                "2s",
                "connect-timeout",
                "300ms",
                "tls",
                "true",
                "tls.trust-store",
                good.store().toString(),
                "tls.trust-store-password",
                SmscTls.PASSWORD)) {
      assertThat(subject.send("Hello").kind()).isEqualTo(SendOutcome.Kind.RETRY);
    }
  }

  @Test
  void saysWhenTheTrustStoreCannotBeRead() throws Exception {
    assertThatExceptionOfType(PluginSettingException.class)
        .isThrownBy(
            () ->
                Subject.open(
                    directory,
                    1,
                    "tls",
                    "true",
                    "tls.trust-store",
                    good.store().toString(),
                    "tls.trust-store-password",
                    "wrong-password"))
        .withMessageContaining("tls.trust-store")
        .withMessageNotContaining("wrong-password");
  }

  private Subject open(TestSmsc smsc, SmscTls trusted, String... more) throws Exception {
    String[] settings = {
      "send-wait",
      "1500ms",
      "tls",
      "true",
      "tls.trust-store",
      trusted.store().toString(),
      "tls.trust-store-password",
      SmscTls.PASSWORD
    };
    String[] all = java.util.Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return Subject.open(directory, smsc.port(), all);
  }

  private static void assertNotSent(SendOutcome outcome) {
    assertThat(outcome.kind()).as(outcome.description()).isEqualTo(SendOutcome.Kind.RETRY);
    assertThat(outcome.description()).contains("TLS failed");
  }
}
