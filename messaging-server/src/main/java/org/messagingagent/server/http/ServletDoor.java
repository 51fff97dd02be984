package org.messagingagent.server.http;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for requests that come to a servlet. The container does the framing, the idle times
 * and TLS; addresses, verbs and the limits for bodies and for what runs at a time are the front's.
 * Safe for use by many threads.
 */
public final class ServletDoor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServletDoor.class);
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
  private static final Answer STOPPED =
      Answer.tryAgain("The server does not run at this moment; try again later.");

  private final HttpHandler handler;
  private final Duration stopTimeout;
  private final ServletThreads threads;
  private final Set<ServletExchange> open = ConcurrentHashMap.newKeySet();
  private final Object idle = new Object();
  private volatile boolean closed;

  /**
   * @param handler answers the requests; told the paths below the servlet
   */
  public ServletDoor(HttpConfig config, HttpHandler handler) {
    this.handler = requireNonNull(handler, "handler is null");
    this.stopTimeout = config.stopTimeout();
    this.threads = new ServletThreads(config.maxThreads());
  }

  /**
   * Refuses a servlet that the container has mapped so that no address of ours leads to it, such as
   * to {@code /messaging/} instead of {@code /messaging/*}.
   *
   * @param mappings the container's words; none where it does not say
   * @throws IllegalArgumentException where they are of no use
   */
  public static void checkMappings(Collection<String> mappings) {
    if (!mappings.isEmpty() && mappings.stream().noneMatch(ServletDoor::leadsToAnAddress)) {
      String mapping = mappings.iterator().next();
      String better = mapping.replaceFirst("[/*]*$", "") + "/*";
      throw new IllegalArgumentException(
          "A servlet mapped to '%s' is reached at that one address, where there is no service; map it to '%s'"
              .formatted(mapping, better));
    }
  }

  private static boolean leadsToAnAddress(String mapping) {
    return mapping.endsWith("/*")
        || mapping.equals("/")
        || mapping.equals("*.svc")
        || SoapAddress.at(mapping).isPresent();
  }

  /** Answers a request, now or later; where the container allows for no later, it is waited for. */
  public void handle(HttpServletRequest request, HttpServletResponse response) {
    ServletExchange exchange = new ServletExchange(request, response, threads, this::over);
    open.add(exchange);
    try {
      if (closed) {
        exchange.answer(STOPPED);
      } else {
        handler.handle(exchange);
      }
    } catch (RejectedExecutionException e) {
      exchange.answer(STOPPED);
    } catch (RuntimeException | Error e) {
      log.error("A request to {} failed", exchange.path(), e);
      exchange.answer(Answer.text(500, "The server has a problem. Try again later."));
    }
    exchange.finish();
  }

  /** Answers a request to a server that does not run. */
  public static void refuse(HttpServletRequest request, HttpServletResponse response) {
    ServletExchange.write(STOPPED, request, response);
  }

  /** How many requests have begun and are not over. */
  public int inFlight() {
    return open.size();
  }

  /** How many threads are at work on requests. */
  public int busyThreads() {
    return threads.busy();
  }

  /**
   * Takes no more requests, waits for those in progress, at most the configured time, and then
   * tells those who asked to try again. Further calls do nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    awaitAnswers();
    if (!open.isEmpty()) {
      log.warn("Requests still in progress at the stop, now cut: {}", open.size());
      List.copyOf(open).forEach(exchange -> exchange.answer(STOPPED));
    }
    threads.end(LAST_MOMENT);
  }

  private void over(ServletExchange exchange) {
    open.remove(exchange);
    if (closed && open.isEmpty()) {
      synchronized (idle) {
        idle.notifyAll();
      }
    }
  }

  private void awaitAnswers() {
    long end = System.nanoTime() + stopTimeout.toNanos();
    synchronized (idle) {
      try {
        long left = stopTimeout.toNanos();
        while (!open.isEmpty() && left > 0) {
          TimeUnit.NANOSECONDS.timedWait(idle, left);
          left = end - System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
