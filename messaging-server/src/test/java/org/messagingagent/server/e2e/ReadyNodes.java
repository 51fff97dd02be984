package org.messagingagent.server.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** As a balancer does: asks nodes whether they are ready, and names those that are in turn. */
final class ReadyNodes implements AutoCloseable {

  /** Between two questions to a node. */
  static final Duration INTERVAL = Duration.ofMillis(200);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Map<URI, Boolean> nodes = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  ReadyNodes() {
    timer.scheduleWithFixedDelay(
        () -> nodes.replaceAll((node, before) -> isReady(node)),
        0,
        INTERVAL.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  void add(URI node) {
    nodes.put(node, false);
  }

  void remove(URI node) {
    nodes.remove(node);
  }

  boolean has(URI node) {
    return nodes.getOrDefault(node, false);
  }

  /** The next that is ready. There has to be one. */
  URI next() {
    List<URI> ready =
        nodes.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    return ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
  }

  private boolean isReady(URI node) {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("/health/ready"))
            .timeout(Duration.ofSeconds(1))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
