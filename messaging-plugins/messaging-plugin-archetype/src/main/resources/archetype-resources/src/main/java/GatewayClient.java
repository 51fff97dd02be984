package ${package};

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Calls the gateway. Safe for use by many threads. */
final class GatewayClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final String root;
  private final String token;
  private final Duration timeout;
  private final ExecutorService threads = Executors.newCachedThreadPool(GatewayClient::thread);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(threads)
          .build();

  GatewayClient(URI root, String token, Duration timeout) {
    this.root = root.toString().replaceAll("/+$", "");
    this.token = token;
    this.timeout = timeout;
  }

  /**
   * Posts a form.
   *
   * @throws GatewayAwayException where the gateway certainly got nothing
   * @throws IOException where it may have got the request, and gave no answer
   */
  GatewayReply post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + "/" + path))
            .timeout(timeout)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(form)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return new GatewayReply(
          response.statusCode(),
          response.body().strip(),
          response.headers().firstValue("Retry-After"));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new GatewayAwayException("The gateway cannot be reached", e);
    } catch (HttpTimeoutException e) {
      throw new IOException("The gateway did not answer within %s".formatted(timeout), e);
    } catch (IOException e) {
      throw new IOException("The connection to the gateway was lost", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(joining("&"));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "${pluginName}-http");
    thread.setDaemon(true);
    return thread;
  }
}
