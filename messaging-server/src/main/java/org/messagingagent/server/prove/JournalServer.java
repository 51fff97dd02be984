package org.messagingagent.server.prove;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the nodes tell what their handlers do: a line each, answered when it is in the record. Only
 * those with the token are listened to.
 */
final class JournalServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalServer.class);
  private static final int BACKLOG = 200;

  private final ServerSocket socket;
  private final Journal journal;
  private final String token;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("prove-record"));

  JournalServer(Journal journal, String token) throws IOException {
    this.journal = journal;
    this.token = token;
    this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket node = socket.accept();
        open.add(node);
        threads.execute(() -> listen(node));
      } catch (IOException e) {
        log.debug("No more nodes are listened to", e);
      }
    }
  }

  private void listen(Socket node) {
    try (node;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(node.getInputStream(), US_ASCII));
        OutputStream answers = node.getOutputStream()) {
      node.setTcpNoDelay(true);
      String given = lines.readLine();
      if (given == null
          || !MessageDigest.isEqual(given.getBytes(US_ASCII), token.getBytes(US_ASCII))) {
        return;
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        journal.add(JournalLine.parse(line));
        answers.write('\n');
        answers.flush();
      }
    } catch (IOException | RuntimeException e) {
      log.debug("A node is not heard any more", e);
    } finally {
      open.remove(node);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket node : open) {
      node.close();
    }
    threads.shutdownNow();
  }
}
