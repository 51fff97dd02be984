package org.messagingagent.server.prove;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A node's way to the record. Safe for use by many threads, each on a connection of its own. */
final class JournalLink implements AutoCloseable {

  private final int port;
  private final String token;
  private final Queue<Socket> idle = new ConcurrentLinkedQueue<>();

  JournalLink(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /**
   * Tells it, and returns when it has its place in the record.
   *
   * @throws IOException where it may not have
   */
  void tell(Event event) throws IOException {
    Socket socket = idle.poll();
    if (socket == null) {
      socket = connect();
    }
    boolean told = false;
    try {
      socket.getOutputStream().write((JournalLine.write(event) + "\n").getBytes(US_ASCII));
      if (socket.getInputStream().read() != '\n') {
        throw new IOException("The proof does not listen any more");
      }
      told = true;
    } finally {
      if (told) {
        idle.add(socket);
      } else {
        socket.close();
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write((token + "\n").getBytes(US_ASCII));
    return socket;
  }

  @Override
  public void close() throws IOException {
    for (Socket socket = idle.poll(); socket != null; socket = idle.poll()) {
      socket.close();
    }
  }
}
