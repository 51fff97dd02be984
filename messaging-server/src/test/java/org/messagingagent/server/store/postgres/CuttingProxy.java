package org.messagingagent.server.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a database, and breaks the connection in a commit. */
public final class CuttingProxy implements AutoCloseable {

  /** Where the next commit is cut off. */
  public enum Cut {
    NOWHERE,
    /** The database never hears of it. */
    BEFORE_THE_COMMIT,
    /** The database answers, and the client does not hear it. */
    BEFORE_THE_ANSWER
  }

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Cut cut = Cut.NOWHERE;
  private volatile boolean refusing;
  private volatile int cuts;

  public CuttingProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  public void cutNextCommit(Cut next) {
    cut = next;
  }

  /** Whether new connections are closed at once. */
  public void refuse(boolean newRefusing) {
    refusing = newRefusing;
  }

  public int cuts() {
    return cuts;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        start(() -> toServer(client, server));
        start(() -> toClient(client, server));
      } catch (IOException e) {
        continue; // closed, or the database is away
      }
    }
  }

  private void toServer(Socket client, Socket server) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean commits = new String(buffer, 0, read, ISO_8859_1).contains("COMMIT");
        if (commits && cut == Cut.BEFORE_THE_COMMIT) {
          cut = Cut.NOWHERE;
          cuts++;
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      return; // the other direction closed
    } finally {
      close(client, server);
    }
  }

  private void toClient(Socket client, Socket server) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean committed = new String(buffer, 0, read, ISO_8859_1).contains("COMMIT\0");
        if (committed && cut == Cut.BEFORE_THE_ANSWER) {
          cut = Cut.NOWHERE;
          cuts++;
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      return; // the other direction closed
    } finally {
      close(client, server);
    }
  }

  private static void start(Runnable direction) {
    Thread thread = new Thread(direction, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket... sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        continue; // closed anyway
      }
    }
  }
}
