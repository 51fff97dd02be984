package org.messagingagent.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/** A request on its way. */
final class Post {

  private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
  private final int maxAnswerBytes;
  private volatile boolean sent;
  private volatile boolean received;

  /** Null while it is being made. */
  private volatile CompletableFuture<HttpResponse<byte[]>> exchange;

  private Post(int maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
  }

  static Post send(HttpClient http, HttpRequest.Builder request, byte[] body, int maxAnswerBytes) {
    Post post = new Post(maxAnswerBytes);
    post.exchange = http.sendAsync(request.POST(post.new Body(body)).build(), post::receive);
    post.exchange.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            post.answer.completeExceptionally(
                failure instanceof CompletionException ? failure.getCause() : failure);
          } else if (!post.received) { // a proxy's refusal of a tunnel has no body for us
            post.answer.complete(
                new HttpAnswer(response.statusCode(), response.headers(), new byte[0]));
          }
        });
    return post;
  }

  /**
   * The answer, with its whole body. It comes from a thread that others wait for: what depends on
   * it is to be done elsewhere.
   */
  CompletableFuture<HttpAnswer> answer() {
    return answer;
  }

  /** Whether the server may have the request: there was a connection, and the body was written. */
  boolean wasSent() {
    return sent;
  }

  void cancel() {
    exchange.cancel(true);
  }

  /**
   * Gives the answer on as soon as it is there. The HTTP client's own result would pass through the
   * pool that {@link CompletableFuture} uses, which is a new thread for each on a small machine; it
   * does not where that result is complete already.
   */
  private BodySubscriber<byte[]> receive(ResponseInfo info) {
    received = true;
    return new BoundedBody(
        maxAnswerBytes,
        (bytes, failure) -> {
          if (exchange != null) {
            exchange.complete(null);
          }
          if (failure == null) {
            answer.complete(new HttpAnswer(info.statusCode(), info.headers(), bytes));
          } else {
            answer.completeExceptionally(failure);
          }
        });
  }

  /** Notes when it is asked for: there is a connection then, and the head has been written. */
  private final class Body implements BodyPublisher {
    private final BodyPublisher bytes;

    Body(byte[] bytes) {
      this.bytes = BodyPublishers.ofByteArray(bytes);
    }

    @Override
    public long contentLength() {
      return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      sent = true;
      bytes.subscribe(subscriber);
    }
  }
}
