package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.plugins;
import static org.messagingagent.client.TestTls.AUTHORITY;
import static org.messagingagent.client.TestTls.GOOD;
import static org.messagingagent.client.TestTls.PASSWORD;
import static org.messagingagent.client.TestTls.STRANGER;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a server: with TLS and through proxies. */
@Timeout(60)
class TlsAndProxyTest {

  @TempDir private Path directory;

  private static ScriptedServer secure(Path keys, boolean asking) {
    ScriptedServer server = ScriptedServer.secure(TestTls.server(keys), asking);
    server.otherwise(plugins());
    return server;
  }

  private static MessagingClient.Builder to(ScriptedServer server) {
    return MessagingClient.builder("https://localhost:" + server.port()).ticket("7T:x").retries(0);
  }

  private static MessagingClient.Builder plain(ScriptedServer server) {
    server.otherwise(plugins());
    return MessagingClient.builder(server.url()).ticket("7T:x").retries(0);
  }

  private static void refused(ThrowingCallable building, String... words) {
    assertThatThrownBy(building)
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void trustsServersOfTheGivenAuthorityAndNoOthers() {
    try (ScriptedServer known = secure(GOOD, false);
        ScriptedServer stranger = secure(STRANGER, false);
        MessagingClient client = to(known).trustedCertificates(AUTHORITY).build();
        MessagingClient other = to(stranger).trustedCertificates(AUTHORITY).build();
        MessagingClient publicOnly = to(known).build()) {
      assertThat(client.getPlugins()).hasSize(2);
      assertThatThrownBy(other::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("TLS");
      assertThatThrownBy(publicOnly::getPlugins).isInstanceOf(UnreachableException.class);
      assertThat(stranger.requests).isEmpty();
    }
  }

  @Test
  void aCertificateHasToBeOfTheHost() throws IOException {
    try (ScriptedServer server = secure(GOOD, false);
        TestProxy elsewhere = new TestProxy();
        MessagingClient client =
            MessagingClient.builder("https://other.example:" + server.port())
                .ticket("7T:x")
                .retries(0)
                .trustedCertificates(AUTHORITY)
                .proxy("127.0.0.1", elsewhere.port())
                .build()) {
      assertThatThrownBy(client::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("TLS");
      assertThat(elsewhere.heads).hasSize(1);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void showsItsCertificateToAServerThatAsks() {
    try (ScriptedServer server = secure(GOOD, true);
        MessagingClient with =
            to(server).trustedCertificates(AUTHORITY).clientCertificate(GOOD, PASSWORD).build();
        MessagingClient own = to(server).sslContext(TestTls.server(GOOD)).build();
        MessagingClient without = to(server).trustedCertificates(AUTHORITY).build()) {
      assertThat(with.getPlugins()).hasSize(2);
      assertThat(own.getPlugins()).hasSize(2);
      assertThatThrownBy(without::getPlugins).isInstanceOf(MessagingClientException.class);
      assertThat(server.requests).hasSize(2);
    }
  }

  @Test
  void aServerThatRefusesTheClientsCertificateHasNotDoneTheCall() throws Exception {
    InetAddress localhost = InetAddress.getByName("localhost");
    ExecutorService accepting = Executors.newSingleThreadExecutor();
    try (SSLServerSocket listening =
            (SSLServerSocket)
                TestTls.server(GOOD).getServerSocketFactory().createServerSocket(0, 5, localhost);
        MessagingClient without =
            MessagingClient.builder("https://localhost:" + listening.getLocalPort())
                .ticket("7T:x")
                .retries(0)
                .trustedCertificates(AUTHORITY)
                .build()) {
      listening.setNeedClientAuth(true);
      accepting.execute(
          () -> {
            try (Socket connection = listening.accept()) {
              connection.getInputStream().read(); // fails, and says so to the client
            } catch (IOException e) {
              // as is meant
            }
          });
      assertThatThrownBy(() -> without.createMessage(IncomingMessage.forPlugin("x").build()))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("bad_certificate")
          .hasMessageContaining("certificates of both sides");
    } finally {
      accepting.shutdownNow();
    }
  }

  @Test
  void filesThatAreNoUseAreRefusedWhenTheyAreGiven() throws IOException {
    MessagingClient.Builder builder = MessagingClient.builder("https://localhost").ticket("t");
    Path missing = directory.resolve("missing");
    Path text = Files.writeString(directory.resolve("text"), "not a certificate");
    Path empty = Files.createFile(directory.resolve("empty"));
    refused(() -> builder.trustedCertificates(missing), "missing", "no such file");
    refused(() -> builder.trustedCertificates(text), "text", "PEM");
    refused(() -> builder.trustedCertificates(empty), "empty", "PEM");
    refused(() -> builder.trustedCertificates(directory), directory.toString());
    refused(() -> builder.clientCertificate(missing, PASSWORD), "missing", "no such file");
    refused(() -> builder.clientCertificate(GOOD, "wrong"), "good.p12", "password");
    refused(() -> builder.clientCertificate(text, PASSWORD), "text");
    refused(() -> builder.clientCertificate(AUTHORITY, PASSWORD), "ca.pem");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(
            () ->
                MessagingClient.builder("https://localhost")
                    .ticket("t")
                    .trustedCertificates(AUTHORITY)
                    .sslContext(Tls.none())
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one of them");
    refused(
        () ->
            MessagingClient.builder("http://localhost")
                .ticket("t")
                .trustedCertificates(AUTHORITY)
                .build(),
        "https");
    refused(() -> MessagingClient.builder("http://localhost").proxy("p", 0), "65535");
    refused(() -> MessagingClient.builder("http://localhost").concurrentCalls(0), "1000");
    refused(() -> MessagingClient.builder("http://localhost").messagesPerRequest(0), "1");
  }

  @Test
  void goesThroughAProxyAndNamesItselfToIt() throws IOException {
    try (ScriptedServer server = new ScriptedServer();
        TestProxy proxy = new TestProxy();
        MessagingClient client =
            plain(server).proxy("127.0.0.1", proxy.port()).proxyUser("pål", "p:w").build()) {
      assertThat(client.getPlugins()).hasSize(2);
      assertThat(proxy.heads)
          .singleElement()
          .satisfies(
              head ->
                  assertThat(head)
                      .startsWith("POST " + server.url() + "/Remote/")
                      .containsIgnoringCase("Proxy-Authorization: Basic cMOlbDpwOnc="));
    }
  }

  @Test
  void aTunnelLeadsToAServerWithTls() throws IOException {
    try (ScriptedServer server = secure(GOOD, false);
        TestProxy proxy = new TestProxy();
        MessagingClient client =
            to(server)
                .trustedCertificates(AUTHORITY)
                .proxy("127.0.0.1", proxy.port())
                .proxyUser("someone", "secret")
                .build()) {
      assertThat(client.getPlugins()).hasSize(2);
      assertThat(proxy.heads)
          .singleElement()
          .satisfies(head -> assertThat(head).startsWith("CONNECT localhost:" + server.port()));
      assertThat(server.requests.get(0).headers().keySet()).doesNotContain("Proxy-authorization");
    }
  }

  @Test
  void aProxyThatRefusesIsNamedAndNothingWasSent() throws IOException {
    try (ScriptedServer server = secure(GOOD, false);
        TestProxy asking = new TestProxy().refusing("407 Proxy Authentication Required");
        TestProxy closed = new TestProxy().refusing("403 Forbidden");
        MessagingClient unnamed =
            to(server).trustedCertificates(AUTHORITY).proxy("127.0.0.1", asking.port()).build();
        MessagingClient forbidden =
            to(server).trustedCertificates(AUTHORITY).proxy("127.0.0.1", closed.port()).build();
        MessagingClient plain = plain(server).proxy("127.0.0.1", asking.port()).build()) {
      assertThatThrownBy(unnamed::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("407")
          .hasMessageContaining("disabledSchemes");
      assertThatThrownBy(forbidden::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("proxy refuses");
      assertThatThrownBy(plain::getPlugins)
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("407");
    }
  }

  @Test
  void aProxyThatIsNotThereWasNeverReached() throws IOException {
    int port;
    try (TestProxy gone = new TestProxy()) {
      port = gone.port();
    }
    try (ScriptedServer server = new ScriptedServer();
        MessagingClient client = plain(server).proxy("127.0.0.1", port).build();
        MessagingClient direct = plain(server).proxy(HttpClient.Builder.NO_PROXY).build()) {
      assertThatThrownBy(client::getPlugins).isInstanceOf(UnreachableException.class);
      assertThat(direct.getPlugins()).hasSize(2);
    }
  }

  @Test
  void aContextThatKnowsNobodyIsForAddressesWithoutTls() {
    assertThat(Tls.none().getProtocol()).isEqualTo("TLS");
    assertThat(Tls.context(Optional.empty(), Optional.empty()).getProtocol()).isEqualTo("TLS");
  }
}
