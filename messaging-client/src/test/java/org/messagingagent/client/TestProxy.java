package org.messagingagent.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy: passes requests on, opens tunnels, and refuses both where it is told to. */
public final class TestProxy implements AutoCloseable {

  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String refusal = "";

  /** The heads of the requests that came, in ISO 8859-1. */
  public final List<String> heads = new CopyOnWriteArrayList<>();

  public TestProxy() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Answers all with this status line. */
  TestProxy refusing(String statusLine) {
    refusal = statusLine;
    return this;
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
    try (client) {
      String head = readHead(client.getInputStream());
      heads.add(head);
      OutputStream toClient = client.getOutputStream();
      if (!refusal.isEmpty()) {
        write(
            toClient, "HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
        return;
      }
      String target = head.split(" ")[1];
      boolean tunnel = head.startsWith("CONNECT ");
      URI uri = URI.create(tunnel ? "https://" + target : target);
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
        if (tunnel) {
          write(toClient, "HTTP/1.1 200 OK\r\n\r\n");
        } else {
          write(server.getOutputStream(), head);
        }
        threads.execute(() -> copy(client, server));
        copy(server, client);
      }
    } catch (IOException e) {
      // One of them has closed: so does the other, by the try.
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The head broke off");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
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
