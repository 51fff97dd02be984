package org.messagingagent.server.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a database that answers each byte with the next. */
@Timeout(30)
class CuttingProxyTest {

  private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
  private ServerSocket database;
  private CuttingProxy proxy;

  @BeforeEach
  void open() throws IOException {
    database = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    thread(this::accept);
    proxy =
        new CuttingProxy(
            List.of(
                InetSocketAddress.createUnresolved("127.0.0.1", closedPort()),
                InetSocketAddress.createUnresolved("127.0.0.1", database.getLocalPort())));
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    database.close();
  }

  @Test
  void passesOnToTheFirstThatAnswers() throws Exception {
    try (Socket node = connect()) {
      assertThat(ask(node, 1)).isEqualTo(2);
      assertThat(ask(node, 7)).isEqualTo(8);
    }
  }

  @Test
  void aCutEndsWhatIsOpenAndNothingElse() throws Exception {
    try (Socket node = connect()) {
      assertThat(ask(node, 1)).isEqualTo(2);
      proxy.cut();
      assertThat(ended(node)).isTrue();
    }
    try (Socket again = connect()) {
      assertThat(ask(again, 1)).isEqualTo(2);
    }
  }

  @Test
  void aLostAnswerIsToARequestThatTheDatabaseGot() throws Exception {
    try (Socket node = connect()) {
      assertThat(ask(node, 1)).isEqualTo(2);
      asked.clear();
      proxy.loseAnswer(2);
      assertThat(ask(node, 3)).isEqualTo(4);
      node.getOutputStream().write(5);
      assertThat(ended(node)).isTrue();
    }
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(5);
  }

  @Test
  void silencePassesNothingOnAndEndsInACut() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Socket node = connect()) {
      assertThat(ask(node, 1)).isEqualTo(2);
      thread(
          () -> {
            try {
              proxy.cutAfterSilence(300);
              over.countDown();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ended(node)).isTrue();
    }
    try (Socket again = connect()) {
      assertThat(ask(again, 1)).isEqualTo(2);
    }
  }

  @Test
  void aClosedProxyTakesNobody() throws Exception {
    int port = proxy.port();
    proxy.close();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(IOException.class);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int ask(Socket node, int value) throws IOException {
    node.getOutputStream().write(value);
    return node.getInputStream().read();
  }

  private static boolean ended(Socket node) {
    try {
      return node.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = database.accept();
        thread(() -> answer(client));
      }
    } catch (IOException e) {
      asked.add(-1); // closed: the test is over
    }
  }

  private void answer(Socket client) {
    try (client) {
      for (int c = client.getInputStream().read(); c >= 0; c = client.getInputStream().read()) {
        asked.add(c);
        client.getOutputStream().write(c + 1);
      }
    } catch (IOException e) {
      asked.add(-1);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "test");
    thread.setDaemon(true);
    thread.start();
  }
}
