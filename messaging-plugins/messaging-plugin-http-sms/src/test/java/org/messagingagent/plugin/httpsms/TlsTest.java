package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.spi.SendOutcome;

/** A gateway whose certificate is right, expired, another host's, or vouched for by nobody. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir static Path keys;
  @TempDir Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    keytool(
        "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "30");
    keytool("-exportcert", "-rfc", "-alias", "ca", "-file", keys.resolve("ca.pem").toString());
    certificate("right", "SAN=ip:127.0.0.1", "-1d", "30");
    certificate("expired", "SAN=ip:127.0.0.1", "-20d", "10");
    certificate("early", "SAN=ip:127.0.0.1", "+10d", "10");
    certificate("other", "SAN=dns:other.example.com", "-1d", "30");
  }

  @Test
  void aTrustedCertificateIsTaken() throws Exception {
    assertThat(send("right", true)).isEqualTo(SendOutcome.sent("7"));
  }

  @Test
  void anExpiredCertificateGetsNothing() throws Exception {
    assertThat(send("expired", true))
        .isEqualTo(
            SendOutcome.retry("The gateway's TLS is not trusted: its certificate has expired"));
    assertThat(send("early", true))
        .isEqualTo(
            SendOutcome.retry(
                "The gateway's TLS is not trusted: its certificate is not valid yet"));
  }

  @Test
  void anotherHostsCertificateGetsNothing() throws Exception {
    assertThat(send("other", true))
        .isEqualTo(
            SendOutcome.retry(
                "The gateway's TLS is not trusted: its certificate is for another host"));
  }

  @Test
  void aCertificateThatNobodyVouchesForGetsNothing() throws Exception {
    assertThat(send("right", false))
        .isEqualTo(
            SendOutcome.retry(
                "The gateway's TLS is not trusted: no trusted authority vouches for its certificate"));
  }

  private SendOutcome send(String certificate, boolean trusted) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          byte[] answer = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    Map<String, String> settings =
        new HashMap<>(Rig.simple("https://127.0.0.1:" + server.getAddress().getPort()));
    settings.put("timeout", "45s");
    settings.put("connect-timeout", "45s");
    if (trusted) {
      settings.put("trust-certificates", keys.resolve("ca.pem").toString());
    }
    try (Rig rig = Rig.open(directory, settings)) {
      SendOutcome outcome = rig.send(1, "Hello");
      assertThat(requests.get()).isEqualTo(outcome.kind() == SendOutcome.Kind.SENT ? 1 : 0);
      return outcome;
    } finally {
      server.stop(0);
    }
  }

  private static SSLContext context(String certificate) throws Exception {
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve("keys.p12"))) {
      all.load(in, PASSWORD.toCharArray());
    }
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(
        certificate,
        all.getKey(certificate, PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        all.getCertificateChain(certificate));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void certificate(String alias, String san, String start, String days)
      throws Exception {
    keytool(
        "-genkeypair",
        "-signer",
        "ca",
        "-alias",
        alias,
        "-dname",
        "CN=" + alias,
        "-ext",
        san,
        "-startdate",
        start,
        "-validity",
        days);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of(
            "-keystore",
            keys.resolve("keys.p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    Path output = keys.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }
}
