package org.messagingagent.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.ServerStart.Opened;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.server.http.ServletDoor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A messaging agent inside an application: the one entry for an application that brings its own.
 * Safe for use by many threads. Several may run in one process, each with its own data directory.
 *
 * <pre>{@code
 * try (MessagingServer server = MessagingServer.builder()
 *     .dataDirectory(Path.of("messaging-data"))
 *     .port(0)
 *     .plugin(new PagerPlugin())
 *     .user("crm", password)
 *     .start()) {
 *   System.out.println("Messages go to " + server.address());
 *   ...
 * }
 * }</pre>
 *
 * <p>It runs once: {@link #start} begins it, {@link #close} ends it for good. It sets no system
 * property, configures no log, and leaves no thread behind.
 */
public final class MessagingServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MessagingServer.class);

  private static final String INTERRUPTED =
      "The thread that started the server was interrupted; build another one to start it";

  private final ServerConfig config;
  private final Host host;
  private final Parts parts = new Parts();
  private final MessagingAgent agent = new OpenAgent(() -> running().agent());
  private final Object lifeCycle = new Object();
  private boolean started;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile Optional<Opened> opened = Optional.empty();

  MessagingServer(ServerConfig config, Host host) {
    this.config = requireNonNull(config, "config is null");
    this.host = requireNonNull(host, "host is null");
  }

  /** Begins with the defaults for all. */
  public static MessagingServerBuilder builder() {
    return new MessagingServerBuilder();
  }

  /**
   * Starts the server. It takes requests when this returns. Where it fails, or the server is closed
   * meanwhile, everything that was opened is closed again, and the server cannot be started any
   * more.
   *
   * @return this server
   * @throws IllegalStateException where it was started or closed before, or is closed while it
   *     starts, or this thread is interrupted, which it is still then
   * @throws org.messagingagent.server.store.StoreException where the data directory or the database
   *     cannot be used; the message says why and what to do
   * @throws org.messagingagent.server.http.HttpStartException where the port cannot be had
   */
  public MessagingServer start() {
    synchronized (lifeCycle) {
      if (stopping) {
        throw new IllegalStateException("The server was closed; build another one");
      }
      if (started) {
        throw new IllegalStateException("The server was started before; it runs once");
      }
      started = true;
      try {
        opened = Optional.of(openAll());
        return this;
      } catch (RuntimeException | Error e) {
        stopping = true;
        stopped = true;
        parts.close();
        throw e;
      }
    }
  }

  /**
   * The six operations without SOAP, for the application itself: the same messages, plugins and
   * records. The same object before the start and after the stop, when its calls throw {@link
   * IllegalStateException}.
   *
   * <pre>{@code
   * server.agent().createMessage(
   *     Caller.trusted("billing"), IncomingDraft.forPlugin("pager").withContent("Hello"));
   * }</pre>
   */
  public MessagingAgent agent() {
    return agent;
  }

  /**
   * Where it listens, with the port in use, such as {@code http://127.0.0.1:8087}.
   *
   * @throws IllegalStateException where it has no HTTP server of its own, or was not started
   */
  public URI address() {
    return opened()
        .doors()
        .address()
        .orElseThrow(() -> new IllegalStateException("The server has no HTTP server of its own"));
  }

  /**
   * Where it listens for gateways, with the port in use, such as {@code http://127.0.0.1:8088}: a
   * plugin's is at {@code /gateway/<plugin>/} there. The same as {@link #address()} unless they
   * have a port of their own.
   *
   * @throws IllegalStateException where it has neither, or was not started
   */
  public URI gatewayAddress() {
    return opened()
        .doors()
        .gatewayAddress()
        .orElseThrow(() -> new IllegalStateException("The server has no HTTP server of its own"));
  }

  /**
   * Where figures are shown, with the port in use: {@code /metrics} follows it. Empty where they
   * are not.
   *
   * @throws IllegalStateException where the server was not started
   */
  public Optional<URI> metricsAddress() {
    return opened().metricsAddress();
  }

  /**
   * The file with the generated password of the first user {@code admin}, as long as it has not
   * been changed.
   *
   * @throws IllegalStateException where the server was not started
   */
  public Optional<Path> initialPasswordFile() {
    return opened().initialPasswordFile();
  }

  /**
   * Stores an incoming message in the host's own transaction: it is handed to its plugin when, and
   * only when, that commits. The server has to keep its messages in PostgreSQL, in the same
   * database; which schema the connection sees does not matter. What the transaction holds by this
   * is nothing that the server would wait for, however long it takes.
   *
   * @param connection in a transaction, which stays the host's to commit or roll back; it may be
   *     one of a pool or of another driver's making, and its user another than the server's
   * @param caller {@link Caller#trusted}; with an idempotency key, which is apart from those of
   *     {@link #agent()}, the message is stored once
   * @return the message's id, positive, which is that of no other, also where the transaction is
   *     rolled back; under an idempotency key that was committed before with the same message, that
   *     of the first, and nothing is stored
   * @throws org.messagingagent.server.agent.MessagingException where the message is refused, as
   *     CreateMessage would, or the server's own connections to the database do not answer; the
   *     transaction is as it was
   * @throws org.messagingagent.server.store.UnfitConnectionException where the connection is
   *     closed, in auto-commit mode, not to the server's database, or its user lacks the rights;
   *     the transaction is as it was
   * @throws IllegalStateException where messages are kept in SQLite, or the server is closed
   * @throws SQLException where the database failed; the transaction can only be rolled back
   */
  public long accept(Connection connection, Caller caller, IncomingDraft message)
      throws SQLException {
    return running().hostInbox().accept(connection, caller, message);
  }

  /**
   * Stops: takes no more requests, answers those in progress, waits for the handlers that run, and
   * closes plugins and store, each within its configured time. What was not handled by then is
   * handled after the next start. A server that is being started ends that at the next step. When
   * this returns all is closed, whichever thread did it; further calls do nothing. An interrupt
   * ends the wait for a balancer and nothing else.
   *
   * <p>A handler, a listener or other code that the server calls may close it too. It is waited for
   * then in vain, within the same limits, and interrupted: let another thread close it.
   */
  @Override
  public void close() {
    if (opened.isEmpty()) {
      parts.end(); // a start under way ends at its next step
    }
    synchronized (lifeCycle) {
      if (stopping) {
        return;
      }
      stopping = true;
      if (opened.isEmpty()) {
        stopped = true;
        return;
      }
      awaitBalancer(opened.get().doors());
      stopped = true;
      log.info("Stopping: requests and handlers in progress are waited for");
      parts.close();
      log.info("Stopped");
    }
  }

  /** The way in for servlets; empty where the server does not run. */
  Optional<ServletDoor> servletDoor() {
    Optional<Opened> current = opened;
    try {
      return stopped ? Optional.empty() : current.map(running -> running.doors().servlets());
    } catch (IllegalStateException e) {
      if (stopped) {
        return Optional.empty(); // closed meanwhile
      }
      throw e;
    }
  }

  /** What is interrupted fails in ways that name other reasons, or leaves plugins out. */
  private Opened openAll() {
    try {
      Opened all = new ServerStart(config, host, parts, () -> stopping).open();
      if (!Thread.currentThread().isInterrupted()) {
        return all;
      }
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw new IllegalStateException(INTERRUPTED, e);
    }
    throw new IllegalStateException(INTERRUPTED);
  }

  private Opened running() {
    if (stopped) {
      throw new IllegalStateException("The server was stopped");
    }
    return opened();
  }

  private Opened opened() {
    return opened.orElseThrow(
        () -> new IllegalStateException("The server does not run: start() it first"));
  }

  /** While the server says that it is not ready, those who asked before still send requests. */
  private void awaitBalancer(Doors doors) {
    Duration delay = config.node().readyDelay();
    if (!doors.used() || delay.isZero()) {
      return;
    }
    log.info("Not ready any more; requests are taken for {} s still", delay.toSeconds());
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
