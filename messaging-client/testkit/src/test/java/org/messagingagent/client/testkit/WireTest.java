package org.messagingagent.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;

/** What callers of any kind send over their connections reaches the server as it is. */
@Timeout(60)
class WireTest {

  private static final String PATH = "/Remote/Services86/Messaging.svc";

  @RegisterExtension
  static final MessagingServerExtension server = MessagingServerExtension.builder().build();

  private static final String ENVELOPE =
      """
      <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>\
      <GetPlugins xmlns="http://www.superoffice.net/ws/crm/NetServer/Services86"/></e:Body>\
      </e:Envelope>""";

  /** All that comes until the other side closes. */
  private static String talk(String... pieces) throws IOException {
    int port = Integer.parseInt(server.url().replaceFirst(".*:", ""));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      for (String piece : pieces) {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      }
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String post(String headers) {
    return "POST %s HTTP/1.1\r\nHost: test\r\nContent-Type: text/xml\r\n%s\r\n"
        .formatted(PATH, headers);
  }

  @Test
  void bodiesInChunksAreTaken() throws Exception {
    int half = ENVELOPE.length() / 2;
    String answer =
        talk(
            post("Transfer-Encoding: chunked\r\nConnection: close\r\n"),
            "%x;name=value\r\n%s\r\n".formatted(half, ENVELOPE.substring(0, half)),
            "%X\r\n%s\r\n0\r\nTrailer: x\r\n\r\n"
                .formatted(ENVELOPE.length() - half, ENVELOPE.substring(half)));
    assertThat(answer).startsWith("HTTP/1.1 500 ").contains("NOT_AUTHENTICATED");
    assertThat(server.calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.body()).isEqualTo(ENVELOPE);
              assertThat(call.contract()).isEqualTo(86);
              assertThat(call.path()).isEqualTo(PATH);
              assertThat(call.header("CONTENT-type")).contains("text/xml");
            });
  }

  @Test
  void aCallerThatAsksFirstIsToldToGoOn() throws Exception {
    String answer =
        talk(
            post(
                "Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n"
                    .formatted(ENVELOPE.length())),
            ENVELOPE);
    assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 ");
  }

  @Test
  void requestsMayFollowOneAnotherWithoutWaiting() throws Exception {
    String health = "GET /health/live HTTP/1.1\r\nHost: test\r\n%s\r\n";
    String answer = talk(health.formatted(""), health.formatted("Connection: close\r\n"));
    assertThat(answer.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    assertThat(answer).contains("Connection: close");
    assertThat(server.calls())
        .extracting(Call::operation)
        .containsExactly(Operation.OTHER, Operation.OTHER);
  }

  @Test
  void anAnswerToHeadHasItsLengthAndNoBody() throws Exception {
    String answer =
        talk("HEAD %s?wsdl HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".formatted(PATH));
    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(answer.toLowerCase(java.util.Locale.ROOT)).containsPattern("content-length: \\d{4}");
  }

  @Test
  void aWsdlNamesTheAddressThatCallersUse() throws Exception {
    String host = server.url().replace("http://", "");
    String answer =
        talk("GET %s?wsdl HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(PATH, host));
    assertThat(answer).contains("location=\"%s%s\"".formatted(server.url(), PATH));
  }

  @Test
  void olderCallersGetTheirConnectionClosed() throws Exception {
    assertThat(talk("GET /health/live HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whatIsNoHttpGetsNoAnswer() throws Exception {
    assertThat(talk("\r\nHello?\r\nthis is no header\r\n\r\n")).isEmpty();
    assertThat(talk("GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n")).isEmpty();
    assertThat(talk("GET / HTTP/1.1\r\nX: " + "y".repeat(70_000) + "\r\n\r\n")).isEmpty();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void whatIsNoXmlIsTheServersToRefuse() throws Exception {
    String answer = talk(post("Connection: close\r\nContent-Length: 5\r\n"), "<a><b");
    assertThat(answer).contains("MALFORMED_REQUEST");
    assertThat(server.calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.operation()).isEqualTo(Operation.OTHER);
              assertThat(call.contract()).isEqualTo(86);
              assertThat(call.errorCode()).contains("MALFORMED_REQUEST");
            });
  }

  @Test
  void manyCallersAtATimeAreServed() throws Exception {
    try (MessagingClient client = server.newClient().build()) {
      List<CompletableFuture<Void>> callers =
          IntStream.range(0, 16)
              .mapToObj(
                  number ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int i = 0; i < 25; i++) {
                              client.createMessage(
                                  IncomingMessage.forPlugin("sms")
                                      .content(number + "/" + i + "x".repeat(10_000))
                                      .build());
                            }
                          }))
              .toList();
      for (CompletableFuture<Void> caller : callers) {
        caller.get(Duration.ofSeconds(50).toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(server.received())
        .hasSize(400)
        .extracting(ReceivedMessage::content)
        .doesNotHaveDuplicates();
    assertThat(server.calls(Operation.CREATE_MESSAGE)).hasSize(400);
  }
}
