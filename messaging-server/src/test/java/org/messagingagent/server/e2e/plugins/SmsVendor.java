package org.messagingagent.server.e2e.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor of SMS on loopback: takes messages as JSON, calls back with receipts and incoming
 * messages until each is answered with 200, and can be restarted on the same port. What it took
 * outlives its restarts, as a vendor's database does.
 */
final class SmsVendor implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int TAKES_MILLIS = 20;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final URI agent;
  private final Map<String, List<String>> taken = new LinkedHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread caller = new Thread(this::callBack, "vendor-caller");
  private final int port;
  private HttpServer server;

  /** A request to the agent that has to be answered. */
  private record Call(String path, String body) {}

  /**
   * @param agent where it calls back, with a slash at its end
   */
  SmsVendor(URI agent) throws IOException {
    this.agent = agent;
    this.server = listen(0);
    this.port = server.getAddress().getPort();
    caller.setDaemon(true);
    caller.start();
  }

  String url() {
    return "http://127.0.0.1:%d/batches".formatted(port);
  }

  /** The ids under which each text was taken. */
  synchronized Map<String, List<String>> taken() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    taken.forEach((text, under) -> copy.put(text, List.copyOf(under)));
    return copy;
  }

  /** Breaks off what is under way, and listens again. */
  synchronized void restart() throws IOException {
    server.stop(0);
    server = listen(port);
  }

  /** Brings an incoming message, as often as it takes. */
  void bring(String id, String text) {
    call(
        new Call(
            "incoming",
            "{\"id\":\"%s\",\"from\":\"+4790000002\",\"to\":\"2000\",\"body\":\"%s\"}"
                .formatted(id, text)));
  }

  /** How many of its own requests have not been answered with 200 yet. */
  int unanswered() {
    return unanswered.get();
  }

  private void call(Call call) {
    unanswered.incrementAndGet();
    calls.add(call);
  }

  private HttpServer listen(int onPort) throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), onPort), 0);
    listening.setExecutor(threads);
    listening.createContext("/", this::take);
    listening.start();
    return listening;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode message = json.readTree(exchange.getRequestBody().readAllBytes());
      String id = "v-" + ids.incrementAndGet();
      synchronized (this) {
        taken.computeIfAbsent(message.path("body").asText(), text -> new ArrayList<>()).add(id);
      }
      call(
          new Call(
              "receipts",
              "{\"batch_id\":\"%s\",\"status\":\"Delivered\",\"code\":0,\"client_reference\":\"%s\"}"
                  .formatted(id, message.path("client_reference").asText())));
      // Long enough to be killed in between: the message is taken, and not yet answered.
      if (closed.await(TAKES_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      byte[] answer = "{\"id\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callBack() {
    try {
      while (closed.getCount() > 0) {
        Call call = calls.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        if (call == null) {
          continue;
        }
        if (isAnswered(call)) {
          unanswered.decrementAndGet();
        } else {
          calls.add(call);
          closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAnswered(Call call) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(agent.resolve(call.path()))
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(call.body()))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    synchronized (this) {
      server.stop(0);
    }
    threads.shutdownNow();
    caller.interrupt();
  }
}
