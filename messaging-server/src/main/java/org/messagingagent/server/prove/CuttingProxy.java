package org.messagingagent.server.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.messagingagent.server.support.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one node to its database, which can be cut. Listens on the loopback address; each
 * connection goes to the first of the database's addresses that answers. Safe for use by many
 * threads.
 */
final class CuttingProxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CuttingProxy.class);
  private static final int CONNECT_MILLIS = 2_000;
  private static final int BUFFER = 16 * 1024;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(3);

  private final List<InetSocketAddress> database;
  private final ServerSocket socket;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requestsToLoss = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.named("prove-proxy"));
  private boolean silent;

  /** One connection. */
  private record Pair(Socket node, Socket database) {

    void close() {
      closeQuietly(node);
      closeQuietly(database);
    }
  }

  /**
   * @param database its addresses, in the order in which they are tried
   */
  CuttingProxy(List<InetSocketAddress> database) throws IOException {
    this.database = List.copyOf(database);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Closes all connections; new ones are served. */
  void cut() {
    open.forEach(Pair::close);
  }

  /** Passes nothing on for so long, in no direction, then closes all connections. */
  void cutAfterSilence(long millis) throws InterruptedException {
    setSilent(true);
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      cut();
    } finally {
      setSilent(false);
    }
  }

  /**
   * Soon closes a connection of the node just after a request of its went to the database, which
   * gets and does it: the answer is lost.
   *
   * @param after so many requests from now, over all connections; 1 or more
   */
  void loseAnswer(int after) {
    requestsToLoss.set(after);
  }

  private void setSilent(boolean on) {
    lock.lock();
    try {
      silent = on;
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitSound() throws InterruptedException {
    lock.lock();
    try {
      while (silent) {
        heard.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket node = socket.accept();
        serveOrClose(node);
      } catch (IOException e) {
        log.debug("The proxy takes no more connections", e);
      }
    }
  }

  private void serveOrClose(Socket node) {
    try {
      threads.execute(() -> serve(node));
    } catch (RejectedExecutionException e) { // closed meanwhile
      closeQuietly(node);
    }
  }

  private void serve(Socket node) {
    try {
      awaitSound();
      Pair pair = new Pair(node, connect());
      node.setTcpNoDelay(true);
      open.add(pair);
      threads.execute(() -> answers(pair));
      requests(pair);
    } catch (IOException e) {
      closeQuietly(node);
    } catch (InterruptedException e) {
      closeQuietly(node);
      Thread.currentThread().interrupt();
    }
  }

  private Socket connect() throws IOException {
    IOException last = new IOException("The database has no address");
    for (InetSocketAddress address : database) {
      Socket candidate = new Socket();
      try {
        // Resolved anew each time: a name may move to another machine.
        candidate.connect(
            new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
        candidate.setTcpNoDelay(true);
        return candidate;
      } catch (IOException e) {
        closeQuietly(candidate);
        last = e;
      }
    }
    throw last;
  }

  private void requests(Pair pair) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = pair.node().getInputStream();
      OutputStream out = pair.database().getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitSound();
        boolean lose = requestsToLoss.getAndUpdate(left -> Math.max(0, left - 1)) == 1;
        if (lose) {
          // Before the request, so that its answer finds nobody.
          pair.node().close();
        }
        out.write(buffer, 0, n);
        if (lose) {
          pair.database().shutdownOutput();
          return; // the other direction closes it, once the database has done the work
        }
      }
      pair.close();
    } catch (IOException e) {
      pair.close();
    } catch (InterruptedException e) {
      pair.close();
      Thread.currentThread().interrupt();
    }
  }

  private void answers(Pair pair) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = pair.database().getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitSound();
        if (!pair.node().isClosed()) {
          pair.node().getOutputStream().write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      log.debug("A connection to the database ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pair.close();
      open.remove(pair);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection could not be closed", e);
    }
  }

  /** After this nobody is taken: a socket listens for as long as a thread still waits at it. */
  @Override
  public void close() throws IOException {
    socket.close();
    cut();
    DaemonThreads.end(threads, LAST_MOMENT);
  }
}
