package org.messagingagent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingagent.client.ScriptedServer.plugins;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a client that was closed: nothing. */
@Timeout(60)
class ClosingTest {

  private static final IncomingMessage HELLO = IncomingMessage.forPlugin("file").build();

  private final ScriptedServer server = new ScriptedServer();

  @BeforeEach
  void noClientIsLeftOfOtherTests() {
    Bounded.until(() -> Bounded.clientThreads().isEmpty());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private MessagingClient client() {
    return MessagingClient.builder(server.url()).user("admin", "secret").build();
  }

  /** Tells that a request has come, and answers it when it is let. */
  private ScriptedServer.Answer held(CountDownLatch arrived, CountDownLatch let) {
    return (HttpExchange exchange) -> {
      arrived.countDown();
      Bounded.await(let);
      plugins().to(exchange);
    };
  }

  @Test
  void noThreadIsLeft() {
    server.otherwise(plugins());
    for (int i = 0; i < 5; i++) {
      MessagingClient client = client();
      client.getPlugins();
      Bounded.get(client.async().getPlugins());
      assertThat(Bounded.clientThreads()).isNotEmpty();
      client.close();
      assertThat(Bounded.clientThreads()).isEmpty();
    }
  }

  @Test
  void aClientThatWasNeverUsedLeavesNoneEither() {
    client().close();
    assertThat(Bounded.clientThreads()).isEmpty();
  }

  @Test
  void connectionsAreClosed() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      MessagingClient client =
          MessagingClient.builder("http://127.0.0.1:" + listening.getLocalPort())
              .ticket("7T:x")
              .build();
      CompletableFuture<?> call = client.async().getPlugins();
      try (Socket connection = listening.accept()) {
        connection.setSoTimeout(30_000);
        connection.getInputStream().read();
        client.close(Duration.ZERO);
        assertThat(Bounded.failure(call)).isInstanceOf(MessagingClientException.class);
        connection.getInputStream().readAllBytes();
      }
    }
  }

  @Test
  void idleConnectionsAreClosedToo() throws Exception {
    server.otherwise(plugins());
    try (CuttingProxy between = new CuttingProxy(server.port())) {
      MessagingClient client = MessagingClient.builder(between.url()).ticket("7T:x").build();
      client.getPlugins();
      assertThat(between.open()).isEqualTo(1);
      client.close();
      Bounded.until(() -> between.open() == 0);
    }
  }

  @Test
  void callsUnderWayGoOnToTheirEndAndFurtherOnesAreRefused() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch let = new CountDownLatch(1);
    server.otherwise(held(arrived, let));
    MessagingClient client = client();
    CompletableFuture<?> call = client.async().getPlugins();
    Bounded.await(arrived);
    Thread closing = new Thread(client::close);
    closing.start();
    Bounded.until(
        () -> {
          try {
            client.async().getPlugins();
            return false;
          } catch (IllegalStateException e) {
            return true;
          }
        });
    let.countDown();
    assertThat(Bounded.get(call)).isNotNull();
    closing.join();
    assertThat(Bounded.clientThreads()).isEmpty();
  }

  @Test
  void callsThatTakeTooLongAreBrokenOffWithTheExceptionThatFits() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(2);
    server.otherwise(
        exchange -> {
          arrived.countDown();
          server.silence().to(exchange);
        });
    MessagingClient client = client();
    CompletableFuture<Void> storing = client.async().createMessage(HELLO);
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                client.getPlugins();
              } catch (MessagingClientException e) {
                thrown.set(e);
              }
            });
    waiting.start();
    Bounded.await(arrived);
    client.close(Duration.ofMillis(50));
    waiting.join();
    assertThat(thrown.get()).isInstanceOf(TryLaterException.class).hasMessageContaining("close");
    assertThat(Bounded.failure(storing))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("close");
    assertThat(Bounded.clientThreads()).isEmpty();
  }

  @Test
  void aCallThatPausesIsBrokenOffAsWell() {
    CountDownLatch pausing = new CountDownLatch(1);
    server.otherwise(ScriptedServer.fault(503, "TRY_AGAIN", "busy"));
    MessagingClient client =
        MessagingClient.builder(server.url())
            .ticket("7T:x")
            .pauses(
                time -> {
                  pausing.countDown();
                  return Duration.ofHours(1);
                })
            .build();
    CompletableFuture<Void> call = client.async().createMessage(HELLO);
    Bounded.await(pausing);
    client.close(Duration.ZERO);
    assertThat(Bounded.failure(call))
        .isInstanceOf(TryLaterException.class)
        .hasMessageContaining("busy");
  }

  @Test
  void closingTwiceAndClosingFromACallbackAreFine() {
    server.otherwise(plugins());
    MessagingClient client = client();
    Bounded.get(client.async().getPlugins().thenRun(client::close));
    client.close();
    Bounded.until(() -> Bounded.clientThreads().isEmpty());
    assertThatThrownBy(client::getPlugins)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> client.close(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
