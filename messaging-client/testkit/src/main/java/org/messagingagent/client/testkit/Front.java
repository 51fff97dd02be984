package org.messagingagent.client.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The address that callers use. It passes each request on to the server, unless something is to go
 * wrong with it. While it takes none, connections to its port are refused, and nobody who asks for
 * any free port is given it. Safe for use by many threads, but for opening and closing.
 */
final class Front implements AutoCloseable {

  /** Whatever this machine prefers: callers are given this one, and the server listens at it. */
  static final String HOST = "127.0.0.1";

  private static final int MOST_CONNECTIONS = 2_000;
  private static final int BACKLOG = 200;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Faults faults;
  private final Journal<Call> calls;
  private final boolean wrapExceptions;
  private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final int port;
  private Closeable socket;
  private volatile int serverPort;
  private volatile CountDownLatch held = new CountDownLatch(1);

  /**
   * Takes a port, which refuses connections until {@link #open}.
   *
   * @param port 0 for any that is free
   */
  Front(int port, Faults faults, Journal<Call> calls, boolean wrapExceptions) {
    this.faults = faults;
    this.calls = calls;
    this.wrapExceptions = wrapExceptions;
    Socket taken = bound(port, 0);
    this.port = taken.getLocalPort();
    this.socket = taken;
  }

  int port() {
    return port;
  }

  int serverPort() {
    return serverPort;
  }

  Faults faults() {
    return faults;
  }

  Journal<Call> calls() {
    return calls;
  }

  boolean wrapExceptions() {
    return wrapExceptions;
  }

  /** Answers from now on, by the server at this port. */
  void open(int portOfServer) {
    serverPort = portOfServer;
    held = new CountDownLatch(1);
    closeQuietly(socket);
    ServerSocket listening = listening();
    socket = listening;
    start(() -> accept(listening));
  }

  /** Takes no more connections; those that are open go on. */
  void refuse() {
    closeQuietly(socket);
    socket = bound(port, PATIENCE_NANOS);
  }

  /** Ends the connections, also those that were held; what they were waiting for never comes. */
  void cutAll() {
    held.countDown();
    connections.forEach(FrontConnection::close);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (Thread thread : threads) {
      join(thread, deadline);
    }
  }

  /** Lets go of calls whose answer is withheld: their connections end. */
  void letGo() {
    CountDownLatch before = held;
    held = new CountDownLatch(1);
    before.countDown();
    connections.forEach(FrontConnection::closeWhereSilent);
  }

  /**
   * Withholds an answer.
   *
   * @return false where it is not wanted any more
   */
  boolean hold(long nanos) {
    try {
      return !held.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void ended(FrontConnection connection) {
    connections.remove(connection);
  }

  /** Gives the port back, and leaves no thread. */
  @Override
  public void close() {
    closeQuietly(socket);
    cutAll();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      Socket client;
      try {
        client = listening.accept();
      } catch (IOException e) {
        return;
      }
      if (connections.size() >= MOST_CONNECTIONS) {
        closeQuietly(client);
        continue;
      }
      FrontConnection connection = new FrontConnection(this, client);
      connections.add(connection);
      if (listening.isClosed()) {
        connection.close();
      }
      start(connection);
    }
  }

  private void start(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            },
            "messaging-testkit-%d-%d".formatted(port, threadNumber.incrementAndGet()));
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private static void join(Thread thread, long deadline) {
    try {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis > 0) {
        thread.join(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Bound and not listening.
   *
   * @param patience how long a socket that is being closed may still have the port
   */
  private static Socket bound(int port, long patience) {
    long deadline = System.nanoTime() + patience;
    while (true) {
      Socket socket = new Socket();
      try {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(HOST, port));
        return socket;
      } catch (IOException e) {
        closeQuietly(socket);
        if (System.nanoTime() >= deadline) {
          throw new UncheckedIOException(
              "Port %d cannot be had; stop what uses it, or take any that is free".formatted(port),
              e);
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }

  private ServerSocket listening() {
    try {
      ServerSocket listening = new ServerSocket();
      try {
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(HOST, port), BACKLOG);
        return listening;
      } catch (IOException e) {
        closeQuietly(listening);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on port %d any more".formatted(port), e);
    }
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is closed for what it was needed for.
    }
  }
}
