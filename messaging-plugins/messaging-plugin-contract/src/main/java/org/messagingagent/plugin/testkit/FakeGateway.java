package org.messagingagent.plugin.testkit;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands for a vendor's gateway: an HTTP server on loopback that answers as the test says, and
 * notes what it was asked. Safe for use by many threads.
 *
 * <pre>{@code
 * FakeGateway gateway = FakeGateway.start();
 * gateway.otherwise(GatewayAnswer.json(202, "{\"id\":\"42\"}"));
 * gateway.next(GatewayAnswer.status(503), GatewayAnswer.dropAfterReading());
 * }</pre>
 *
 * Here the first two requests fail, each in its way, and all others are taken.
 */
public final class FakeGateway implements AutoCloseable {

  /** What each thread of a gateway is called. */
  static final String THREAD = "fake-gateway";

  private static final int LARGEST_BODY = 16 * 1024 * 1024;
  private static final int MOST_REQUESTS = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, THREAD + "-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
  private final ConcurrentLinkedQueue<GatewayAnswer> script = new ConcurrentLinkedQueue<>();
  private final List<GatewayRequest> requests = new ArrayList<>();
  private final BlockingQueue<GatewayRequest> unseen = new LinkedBlockingQueue<>(MOST_REQUESTS);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<GatewayRequest, GatewayAnswer> otherwise =
      request -> GatewayAnswer.status(200);
  private final int port;
  private HttpServer server;

  private FakeGateway() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  /** Starts one on a free port. It answers 200 without a body until it is told otherwise. */
  public static FakeGateway start() {
    return new FakeGateway();
  }

  /** Its address, without a slash at the end, such as {@code http://127.0.0.1:40123}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Answers the next requests like this, one each, in this order. */
  public void next(GatewayAnswer... answers) {
    script.addAll(List.of(answers));
  }

  /** Answers like this whenever nothing is left of {@link #next}. */
  public void otherwise(GatewayAnswer answer) {
    requireNonNull(answer, "answer is null");
    otherwise = request -> answer;
  }

  /** Answers by what was asked whenever nothing is left of {@link #next}. */
  public void otherwise(Function<GatewayRequest, GatewayAnswer> answers) {
    otherwise = requireNonNull(answers, "answers is null");
  }

  /** All requests so far, in the order in which they had been read. */
  public List<GatewayRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /**
   * The next request that was not asked for here; waits for it.
   *
   * @return empty where none came in this time
   */
  public Optional<GatewayRequest> nextRequest(Duration limit) throws InterruptedException {
    return Optional.ofNullable(unseen.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * The next request that was not asked for here; waits for it.
   *
   * @throws AssertionError where none came in 30 s
   */
  public GatewayRequest awaitRequest() throws InterruptedException {
    return nextRequest(PATIENCE)
        .orElseThrow(
            () ->
                new AssertionError(
                    "The gateway was not called within %d s".formatted(PATIENCE.toSeconds())));
  }

  /** Forgets what it was asked. */
  public void forgetRequests() {
    synchronized (requests) {
      requests.clear();
      unseen.clear();
    }
  }

  /** Stops listening: connections are refused until {@link #comeBack()}. */
  public synchronized void goAway() {
    server.stop(0);
  }

  /** Listens again, on the same port. */
  public synchronized void comeBack() {
    server = listen(port);
  }

  /**
   * Calls a plugin back, as gateways do.
   *
   * @param address where to, such as the plugin's callback address with something behind it
   * @param headers by name
   * @param body empty for none
   * @throws UncheckedIOException where the plugin's server gave no answer
   */
  public GatewayReply call(String method, URI address, Map<String, String> headers, byte[] body) {
    return GatewayCall.call(method, address, headers, body);
  }

  /** Stops; requests that are held or never answered lose their connection. */
  @Override
  public synchronized void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private HttpServer listen(int onPort) {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), onPort), 0);
      listening.setExecutor(threads);
      listening.createContext("/", this::exchange);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException("No gateway can listen on port " + onPort, e);
    }
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      GatewayAnswer scripted = script.poll();
      if (scripted != null && scripted.kind() == GatewayAnswer.Kind.DROP_BEFORE_READING) {
        return;
      }
      GatewayRequest request =
          GatewayRequest.of(exchange, exchange.getRequestBody().readNBytes(LARGEST_BODY));
      GatewayAnswer answer = scripted != null ? scripted : otherwise.apply(request);
      note(request);
      if (hold(answer)) {
        sayWhetherItEnds(exchange);
        answer.writeTo(exchange);
      }
    }
  }

  /** The JDK's server closes a connection as it is asked to, but does not tell the client. */
  private static void sayWhetherItEnds(HttpExchange exchange) {
    if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
  }

  private void note(GatewayRequest request) {
    synchronized (requests) {
      if (requests.size() < MOST_REQUESTS && unseen.offer(request)) {
        requests.add(request);
      }
    }
  }

  /** Waits as long as the answer is held; false where there will be none. */
  private boolean hold(GatewayAnswer answer) {
    try {
      if (answer.kind() == GatewayAnswer.Kind.NEVER) {
        closed.await();
        return false;
      }
      if (answer.heldUntil().isPresent()) {
        return answer.heldUntil().get().await(5, TimeUnit.MINUTES);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
