package org.messagingagent.plugin.httpsms;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

/**
 * Calls the gateway, within a time and a size. Follows no redirects: credentials go where the
 * settings say. Safe for use by many threads.
 */
final class GatewayClient implements AutoCloseable {

  static final int MOST_ANSWER = 256 * 1024;

  private final Duration timeout;
  private final ExecutorService threads;
  private final HttpClient http;

  /**
   * @param plugin the name under which the plugin runs
   * @param timeout how long an exchange may take, connecting and the whole answer included
   * @param trust whom to trust; the JDK's authorities where empty
   */
  GatewayClient(
      String plugin, Duration connectTimeout, Duration timeout, Optional<SSLContext> trust) {
    this.timeout = timeout;
    this.threads = Executors.newCachedThreadPool(work -> thread(plugin, work));
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .executor(threads);
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Sends a request.
   *
   * @throws NotReachedException where the gateway certainly did not get the message
   * @throws IOException where it may have got it, and there is no whole answer
   */
  Reply exchange(Request request) throws IOException, InterruptedException {
    Body body = new Body(request.body());
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri());
    request.headers().forEach(builder::setHeader);
    builder.method(request.method(), publisher(request, body));
    CompletableFuture<HttpResponse<LimitedBody.Beginning>> call =
        http.sendAsync(builder.build(), head -> new LimitedBody(MOST_ANSWER));
    try {
      HttpResponse<LimitedBody.Beginning> response =
          call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(
          response.statusCode(),
          response.headers().map(),
          response.body().bytes(),
          response.body().cut());
    } catch (ExecutionException e) {
      throw failure(e.getCause(), request.messageInBody() && !body.begun);
    } catch (TimeoutException e) {
      String reason = "The gateway did not answer within %d ms".formatted(timeout.toMillis());
      throw request.messageInBody() && !body.begun
          ? new NotReachedException(reason, e)
          : new IOException(reason, e);
    } finally {
      call.cancel(true);
    }
  }

  private static BodyPublisher publisher(Request request, Body body) {
    if (request.method().equals("GET")) {
      return new NoBodyOnce();
    }
    return request.body().length == 0 ? BodyPublishers.noBody() : body;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /**
   * @param withheld whether the gateway certainly did not get the body, and nothing without it
   */
  private static IOException failure(Throwable cause, boolean withheld) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return new NotReachedException("The gateway's name is not found", cause);
      }
      if (t instanceof SSLHandshakeException) {
        return new NotReachedException(
            "The gateway's TLS is not trusted: " + Certificates.reason(t), cause);
      }
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new NotReachedException("Connecting to the gateway took too long", cause);
    }
    if (cause instanceof ConnectException) {
      return new NotReachedException("The gateway cannot be reached", cause);
    }
    return withheld
        ? new NotReachedException("The connection to the gateway failed", cause)
        : new IOException("The connection to the gateway was lost", cause);
  }

  private static Thread thread(String plugin, Runnable work) {
    Thread thread = new Thread(work, plugin + "-client");
    thread.setDaemon(true);
    return thread;
  }

  /** Notes whether any of it may have gone out: it is asked for when all before it is written. */
  private static final class Body implements BodyPublisher {

    private final BodyPublisher bytes;
    private volatile boolean begun;

    Body(byte[] bytes) {
      this.bytes = BodyPublishers.ofByteArray(bytes);
    }

    @Override
    public long contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      begun = true;
      bytes.subscribe(subscriber);
    }
  }
}
