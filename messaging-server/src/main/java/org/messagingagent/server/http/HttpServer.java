package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import java.net.BindException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own HTTP server: Jetty's core, around one handler. Safe for use by many threads. */
public final class HttpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /** Threads beside those that handle requests: acceptor, selectors, those in reserve. */
  private static final int OWN_THREADS = 12;

  /** Where Jetty notes its build when it is loaded; properties are the application's. */
  private static final String JETTY_MARK = "jetty.git.hash";

  private static final int ACCEPT_QUEUE = 1_024;

  private final HttpConfig config;
  private final String settings;
  private final HttpHandler handler;
  private final Server server;
  private final ServerConnector connector;
  private final QueuedThreadPool threads;
  private final Object idle = new Object();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile URI address;
  private volatile boolean stopping;
  private boolean closed;

  private HttpServer(HttpConfig config, String name, String settings, HttpHandler handler) {
    this.config = config;
    this.settings = settings;
    this.handler = handler;
    this.threads = new QueuedThreadPool(config.maxThreads() + OWN_THREADS, 4, 60_000);
    threads.setName(name);
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, 1, -1, new HttpConnectionFactory(framing()));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(config.idleTimeout().toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    server.addBean(new NetworkConnectionLimit(config.maxConnections(), connector));
    connector.addBean(
        new SlowConnections(connector, config.readTimeout(), config.maxConnections()));
    server.addConnector(connector);
    server.setHandler(new ToExchange());
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(0);
  }

  /** As the other method, for a server that is set up by {@code messaging.http.*}. */
  public static HttpServer start(HttpConfig config, String name, HttpHandler handler) {
    return start(config, name, "messaging.http", handler);
  }

  /**
   * Starts listening.
   *
   * @param name begins the names of its threads
   * @param settings what the keys of its host and port begin with, for an operator
   * @throws HttpStartException where the address cannot be listened on
   */
  public static HttpServer start(
      HttpConfig config, String name, String settings, HttpHandler handler) {
    boolean marked = System.getProperty(JETTY_MARK) != null;
    HttpServer started =
        new HttpServer(
            requireNonNull(config, "config is null"),
            requireNonNull(name, "name is null"),
            requireNonNull(settings, "settings is null"),
            requireNonNull(handler, "handler is null"));
    if (!marked) {
      System.clearProperty(JETTY_MARK);
    }
    try {
      started.server.start();
      started.address = started.listeningAt();
      return started;
    } catch (Exception e) {
      started.close();
      throw new HttpStartException(started.explain(e), e);
    }
  }

  /**
   * Where the server listens, or did until it was closed, with the port in use, such as {@code
   * http://127.0.0.1:8087}.
   */
  public URI address() {
    return address;
  }

  /** How many exchanges have begun and are not over. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many connections are open. */
  public int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /** How many of its threads are at work. */
  public int busyThreads() {
    return threads.getBusyThreads();
  }

  /**
   * Stops accepting connections, waits for the requests in progress, at most the configured time,
   * and closes. Connections are closed with their next answer. Further calls do nothing.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    stopping = true;
    connector.close();
    awaitIdle();
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("The HTTP server at port {} did not stop cleanly", config.port(), e);
    }
  }

  private void awaitIdle() {
    long end = System.nanoTime() + config.stopTimeout().toNanos();
    synchronized (idle) {
      while (inFlight.get() > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          log.warn("Requests still in progress at the stop, now cut: {}", inFlight.get());
          return;
        }
        try {
          idle.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  boolean stopping() {
    return stopping;
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  void finished() {
    if (inFlight.decrementAndGet() == 0 && stopping) {
      synchronized (idle) {
        idle.notifyAll();
      }
    }
  }

  private HttpConfiguration framing() {
    HttpConfiguration framing = new HttpConfiguration();
    framing.setSendServerVersion(false);
    framing.setRequestHeaderSize(config.maxHeaderBytes());
    // Paths lead to no files: the handler compares them as they are sent, and takes none for
    // another.
    framing.setUriCompliance(UriCompliance.UNSAFE);
    return framing;
  }

  private URI listeningAt() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create("http://%s:%d".formatted(host, connector.getLocalPort()));
  }

  private String explain(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "Cannot listen on host '%s': it is no address of this machine; set %s.host"
            .formatted(config.host(), settings);
      }
      if (cause instanceof BindException) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("already in use")) {
          return "Cannot listen on %s, port %d: the port is in use; stop what uses it or set %s.port"
              .formatted(config.host(), config.port(), settings);
        }
        return "Cannot listen on %s, port %d: %s; set %s.host or %s.port"
            .formatted(config.host(), config.port(), reason, settings, settings);
      }
    }
    return "Cannot listen on %s, port %d: %s"
        .formatted(config.host(), config.port(), e.getMessage());
  }

  /** Hands each request over as an exchange. */
  private final class ToExchange extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      inFlight.incrementAndGet();
      JettyExchange exchange = new JettyExchange(HttpServer.this, request, response, callback);
      try {
        handler.handle(exchange);
      } catch (RuntimeException | Error e) {
        log.error("A request to {} failed", exchange.path(), e);
        if (!exchange.answered()) {
          exchange.answer(Answer.text(500, "The server has a problem. Try again later."));
        }
      }
      return true;
    }
  }

  /** What Jetty refuses by itself, such as a request that is no HTTP: one line of plain text. */
  private static final class PlainErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      byte[] text = text(response.getStatus());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, text.length);
      response.write(true, ByteBuffer.wrap(text), callback);
      return true;
    }

    private static byte[] text(int status) {
      return "%d %s\n"
          .formatted(status, HttpStatus.getMessage(status))
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
