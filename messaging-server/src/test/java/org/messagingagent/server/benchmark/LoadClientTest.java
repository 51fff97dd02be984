package org.messagingagent.server.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoadClientTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Collection<String> bodies = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private HttpServer server;
  private int everyOther = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          bodies.add(body);
          boolean odd = body.endsWith("1</n>");
          byte[] answer = "x".repeat(odd ? 20_000 : 10).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(odd ? everyOther : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private RequestTemplate request() {
    return RequestTemplate.post(
        address().resolve("/a"), "action", "<n>ø" + RequestTemplate.COUNTER + "</n>");
  }

  @Test
  void sendsEachNumberOnceAndCountsEveryAnswer() throws Exception {
    try (LoadClient client = new LoadClient(address(), 3)) {
      LoadClient.Result result = client.run(request(), LIMIT, 7, 50).requireClean();
      assertThat(result.answers()).isEqualTo(50);
    }
    assertThat(bodies)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(7, 57).mapToObj("<n>ø%012d</n>"::formatted).toList());
  }

  @Test
  void aSecondRunUsesTheSameConnections() throws Exception {
    try (LoadClient client = new LoadClient(address(), 2)) {
      client.run(request(), LIMIT, 0, 4).requireClean();
      LoadClient.Result second = client.run(request(), LIMIT, 4, 4).requireClean();
      assertThat(second.reconnects()).isZero();
    }
    assertThat(bodies).hasSize(8);
  }

  @Test
  void otherAnswersAreCountedApartAndTheFirstIsShown() throws Exception {
    everyOther = 503;
    try (LoadClient client = new LoadClient(address(), 1)) {
      LoadClient.Result result = client.run(request(), LIMIT, 0, 4);
      assertThat(result.answers()).isEqualTo(3);
      assertThat(result.others()).containsOnlyKeys(503);
      assertThatThrownBy(result::requireClean).hasMessageContaining("HTTP/1.1 503");
    }
  }
}
