package org.messagingagent.plugin.webhook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy that opens tunnels (CONNECT), all of them to one port on loopback. */
final class TunnelProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final int leadsTo;
  private final List<String> targets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "tunnel-proxy");
            thread.setDaemon(true);
            return thread;
          });

  TunnelProxy(int leadsTo) throws IOException {
    this.leadsTo = leadsTo;
    this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads.execute(this::listen);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** What tunnels were asked for. */
  List<String> targets() {
    return List.copyOf(targets);
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> tunnel(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void tunnel(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), leadsTo)) {
      BufferedReader head =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
      String[] request = head.readLine().split(" ");
      while (!head.readLine().isEmpty()) {
        continue;
      }
      OutputStream back = client.getOutputStream();
      if (!request[0].equals("CONNECT")) {
        back.write("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n".getBytes());
        return;
      }
      targets.add(request[1]);
      back.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      threads.execute(() -> copy(server, client));
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // One side has hung up, as it may.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has hung up, as it may.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
