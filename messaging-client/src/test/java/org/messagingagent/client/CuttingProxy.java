package org.messagingagent.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server, passes on what they say, and where it is told to, closes
 * the connection in place of an answer: the server has done the work, and the client does not know.
 */
final class CuttingProxy implements AutoCloseable {

  private final int serverPort;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger toCut = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile String operation = "";

  CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** How many connections clients have open. */
  int open() {
    return open.get();
  }

  /** Cuts the next answers to this operation. */
  void cutAnswersTo(String operationName, int times) {
    operation = operationName;
    toCut.set(times);
  }

  /** How many are still to be cut. */
  int leftToCut() {
    return toCut.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    open.incrementAndGet();
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      StringBuffer asked = new StringBuffer();
      threads.execute(() -> passRequests(client, server, asked));
      InputStream answers = server.getInputStream();
      OutputStream toClient = client.getOutputStream();
      byte[] bytes = new byte[65_536];
      for (int n = answers.read(bytes); n >= 0; n = answers.read(bytes)) {
        if (asked.indexOf("/" + operation + "\"") >= 0
            && toCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
        asked.setLength(0);
        toClient.write(bytes, 0, n);
      }
    } catch (IOException e) {
      // Either side closed: so does the other, by the try.
    } finally {
      open.decrementAndGet();
    }
  }

  private static void passRequests(Socket client, Socket server, StringBuffer asked) {
    byte[] bytes = new byte[65_536];
    try {
      InputStream requests = client.getInputStream();
      OutputStream toServer = server.getOutputStream();
      for (int n = requests.read(bytes); n >= 0; n = requests.read(bytes)) {
        asked.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        toServer.write(bytes, 0, n);
      }
      server.shutdownOutput();
    } catch (IOException e) {
      // The other direction ends by itself.
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
