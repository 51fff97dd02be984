package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A receiver that writes what it likes, byte by byte. */
final class RawReceiver implements AutoCloseable {

  /** What it does with a connection, once it has read the head of a request. */
  @FunctionalInterface
  interface Behaviour {
    void answer(OutputStream out, CountDownLatch closed) throws IOException, InterruptedException;
  }

  private final boolean speaksFirst;
  private final ServerSocket listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "raw-receiver");
            thread.setDaemon(true);
            return thread;
          });

  private RawReceiver(boolean speaksFirst, Behaviour behaviour) {
    this.speaksFirst = speaksFirst;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(() -> listen(behaviour));
  }

  /** Answers each request with these bytes, and closes the connection. */
  static RawReceiver answering(String answer) {
    return new RawReceiver(
        false, (out, closed) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Says this as soon as it is connected to. */
  static RawReceiver greeting(String text) {
    return new RawReceiver(
        true, (out, closed) -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Begins an answer, and then writes a byte each 10 ms for as long as somebody reads. */
  static RawReceiver dripping(String begin, String drop) {
    return new RawReceiver(
        false,
        (out, closed) -> {
          out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
          while (!closed.await(10, TimeUnit.MILLISECONDS)) {
            out.write(drop.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  private void listen(Behaviour behaviour) {
    while (closed.getCount() > 0) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket, behaviour));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      if (!speaksFirst) {
        readHead(socket.getInputStream());
      }
      behaviour.answer(socket.getOutputStream(), closed);
      socket.shutdownOutput();
      socket.getInputStream().skip(Long.MAX_VALUE);
    } catch (IOException e) {
      // The plugin has hung up, as it may.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int ends = 0;
    while (ends < 2) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The request ended early");
      }
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    threads.shutdownNow();
  }
}
