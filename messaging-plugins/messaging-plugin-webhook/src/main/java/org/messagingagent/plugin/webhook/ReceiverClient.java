package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpMethod;

/** Posts to the receiver. Safe for use by many threads. */
final class ReceiverClient implements AutoCloseable {

  /** The client keeps its time by itself; this is for a fault in it. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final URI url;

  /** Host and port for an operator. */
  private final String receiver;

  private final Duration timeout;
  private final Map<String, String> extraHeaders;
  private final HttpClient http;
  private final ExecutorService resolver;
  private final WebhookMetrics metrics;

  private ReceiverClient(
      WebhookSettings settings, HttpClient http, ExecutorService resolver, WebhookMetrics metrics) {
    this.url = settings.url();
    this.receiver =
        HttpAddress.of(url)
            + settings
                .proxy()
                .map(proxy -> " (by the proxy %s)".formatted(HttpAddress.of(proxy)))
                .orElse("");
    this.timeout = settings.timeout();
    this.extraHeaders = settings.headers();
    this.http = http;
    this.resolver = resolver;
    this.metrics = metrics;
  }

  /**
   * Makes one; connects to nobody yet.
   *
   * @param plugin the name under which the plugin runs
   * @param agent how it introduces itself
   */
  static ReceiverClient start(
      String plugin, WebhookSettings settings, Names names, WebhookMetrics metrics, String agent)
      throws Exception {
    ExecutorService resolver = HttpClients.resolver(plugin);
    try {
      HttpClient http = HttpClients.start(plugin, settings, names, resolver, agent);
      metrics.connections(() -> HttpClients.openConnections(http));
      return new ReceiverClient(settings, http, resolver, metrics);
    } catch (Exception e) {
      resolver.shutdownNow();
      throw e;
    }
  }

  /**
   * Posts JSON.
   *
   * @throws ReceiverAwayException where no answer came
   */
  Answer post(Map<String, String> headers, byte[] json)
      throws ReceiverAwayException, InterruptedException {
    Request request =
        http.newRequest(url)
            .method(HttpMethod.POST)
            .headers(
                fields -> {
                  extraHeaders.forEach(fields::put);
                  headers.forEach(fields::put);
                })
            .body(new BytesRequestContent("application/json", json))
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .idleTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    AnswerListener listener = new AnswerListener();
    long start = System.nanoTime();
    request.send(listener);
    try {
      Answer answer = listener.await(timeout.plus(GRACE).toMillis());
      metrics.answered(Duration.ofNanos(System.nanoTime() - start));
      return answer;
    } catch (ExecutionException e) {
      throw away(e.getCause());
    } catch (TimeoutException e) {
      request.abort(e);
      throw away(e);
    } catch (InterruptedException e) {
      request.abort(e);
      throw e;
    }
  }

  private ReceiverAwayException away(Throwable failure) {
    if (failure instanceof AddressNotAllowedException) {
      metrics.notAllowed();
    } else {
      metrics.unanswered();
    }
    return new ReceiverAwayException(Failure.words(failure, receiver), failure);
  }

  @Override
  public void close() throws IOException {
    resolver.shutdownNow();
    try {
      http.stop();
    } catch (Exception e) {
      throw new IOException("The HTTP client did not stop", e);
    }
  }
}
