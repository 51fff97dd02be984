package org.messagingagent.plugin.httpsms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingagent.plugin.testkit.FakeGateway;
import org.messagingagent.plugin.testkit.GatewayAnswer;
import org.messagingagent.spi.Health;
import org.messagingagent.spi.SendOutcome;
import org.messagingagent.spi.SendOutcome.Kind;

/** A gateway that answers nonsense, slowly, too much, or never. */
class GatewayClientTest {

  private final FakeGateway gateway = FakeGateway.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void sendsAndKeepsTheId() throws Exception {
    try (Rig rig = open(gateway.url())) {
      gateway.next(GatewayAnswer.json(200, "{\"id\":\"42\"}"));
      assertThat(rig.send(1, "Hello \"you\"")).isEqualTo(SendOutcome.sent("42"));
      var request = gateway.awaitRequest();
      assertThat(request).hasToString("POST /send");
      assertThat(request.header("Content-Type")).contains("application/json");
      assertThat(request.text())
          .isEqualTo(
              "{\"from\":\"+4790000001\",\"to\":\"+4790000002\",\"text\":\"Hello \\\"you\\\"\"}");
      assertThat(rig.channel.health()).isEqualTo(Health.up());
    }
  }

  @Test
  void triesAgainWhatCertainlyDidNotArrive() throws Exception {
    try (Rig rig = open(gateway.url())) {
      gateway.goAway();
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(SendOutcome.retry("The gateway cannot be reached"));
      assertThat(rig.channel.health().status()).isEqualTo(Health.Status.DOWN);
      gateway.comeBack();
      gateway.next(GatewayAnswer.json(200, "{\"id\":\"1\"}"));
      assertThat(rig.send(1, "Hello")).isEqualTo(SendOutcome.sent("1"));
      assertThat(rig.channel.health()).isEqualTo(Health.up());
    }
    try (Rig rig = open("http://no-such-host.invalid")) {
      assertThat(rig.send(1, "Hello").kind()).isEqualTo(Kind.RETRY);
    }
  }

  @Test
  void doesNotSendAgainWhatMayHaveArrived() throws Exception {
    try (Rig rig = open(gateway.url())) {
      gateway.next(GatewayAnswer.dropAfterReading(), GatewayAnswer.cutOff());
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(SendOutcome.unknown("The connection to the gateway was lost"));
      assertThat(rig.send(2, "Hello").kind()).isEqualTo(Kind.UNKNOWN);
    }
    try (Rig rig = openImpatient(gateway.url())) {
      gateway.next(GatewayAnswer.never());
      assertThat(rig.send(3, "Hello"))
          .isEqualTo(SendOutcome.unknown("The gateway did not answer within 700 ms"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT"})
  void asksOnceWhateverTheMethodIs(String method) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("url", gateway.url() + "/send?to={{to}}&text={{content}}");
    settings.put("method", method);
    gateway.otherwise(GatewayAnswer.status(200));
    try (Rig rig = Rig.open(directory, settings)) {
      gateway.next(GatewayAnswer.dropAfterReading());
      assertThat(rig.send(1, "Hello").kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(rig.send(2, "Hello").kind()).isEqualTo(Kind.SENT);
      // This one goes over a connection that has been used before.
      gateway.next(GatewayAnswer.dropAfterReading());
      assertThat(rig.send(3, "Hello").kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(gateway.requests()).hasSize(3);
    }
  }

  @Test
  void doesNotWaitForTheRestOfASlowAnswer() throws Exception {
    try (RawServer server =
            new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"", true);
        Rig rig = openImpatient(server.url("http"))) {
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(SendOutcome.unknown("The gateway did not answer within 700 ms"));
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void takesAnAnswerThatIsNoHttpForNoAnswer() throws Exception {
    try (RawServer server = new RawServer("220 mail.example.com ESMTP\r\n", true);
        Rig rig = open(server.url("http"))) {
      assertThat(rig.send(1, "Hello").kind()).isEqualTo(Kind.UNKNOWN);
    }
  }

  @Test
  void doesNotReadMoreThanItNeeds() throws Exception {
    try (Rig rig = open(gateway.url())) {
      String rest = "x".repeat(20 * 1024 * 1024);
      gateway.next(GatewayAnswer.json(200, "{\"id\":\"1\",\"x\":\"" + rest + "\"}"));
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(
              SendOutcome.unknown(
                  "The gateway answered 200 with no id at json:/id, and with too long a text"));
      gateway.next(GatewayAnswer.json(400, rest));
      assertThat(rig.send(1, "Hello")).isEqualTo(SendOutcome.rejected("The gateway answered 400"));
      gateway.next(GatewayAnswer.json(200, "{\"id\":\"2\"}"));
      assertThat(rig.send(1, "Hello")).isEqualTo(SendOutcome.sent("2"));
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (FakeGateway elsewhere = FakeGateway.start();
        Rig rig = open(gateway.url())) {
      for (int status : new int[] {301, 302, 307, 308}) {
        gateway.next(GatewayAnswer.status(status).with("Location", elsewhere.url()));
        assertThat(rig.send(1, "Hello"))
            .isEqualTo(
                SendOutcome.retry(
                    "The gateway answered %d; the address in the plugin's settings is not the vendor's"
                        .formatted(status)));
      }
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsGetsNothing() throws Exception {
    try (RawServer server = new RawServer("", true);
        Rig rig = openImpatient(server.url("https"))) {
      assertThat(rig.send(1, "Hello"))
          .isEqualTo(SendOutcome.retry("The gateway did not answer within 700 ms"));
    }
    try (RawServer server = new RawServer("HTTP/1.1 400 Bad Request\r\n\r\n", false);
        Rig rig = open(server.url("https"))) {
      assertThat(rig.send(1, "Hello").kind()).isEqualTo(Kind.RETRY);
    }
  }

  private Rig openImpatient(String url) throws Exception {
    return open(url, "700ms");
  }

  private Rig open(String url) throws Exception {
    return open(url, "45s");
  }

  private Rig open(String url, String timeout) throws Exception {
    Map<String, String> settings = new HashMap<>(Rig.simple(url));
    settings.put("timeout", timeout);
    return Rig.open(directory, settings);
  }

  /** Answers each connection with the same bytes, whatever it is asked. */
  private static final class RawServer implements AutoCloseable {

    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    RawServer(String answer, boolean keepsOpen) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      Thread thread = new Thread(() -> serve(answer, keepsOpen), "fake-gateway-raw");
      thread.setDaemon(true);
      thread.start();
    }

    String url(String scheme) {
      return "%s://127.0.0.1:%d".formatted(scheme, server.getLocalPort());
    }

    private void serve(String answer, boolean keepsOpen) {
      try {
        while (!server.isClosed()) {
          Socket socket = server.accept();
          open.add(socket);
          byte[] request = new byte[10_000];
          int length = socket.getInputStream().read(request);
          requests.add(new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1));
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
          socket.getOutputStream().flush();
          if (!keepsOpen) {
            socket.close();
          }
        }
      } catch (SocketException e) {
        // The test has ended.
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
