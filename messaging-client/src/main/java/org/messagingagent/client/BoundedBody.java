package org.messagingagent.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/** Collects an answer's body, up to a limit; what goes beyond it fails the answer. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private final int limit;
  private final BiConsumer<byte[], Throwable> first;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(1024);
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /**
   * @param first told of the body, or of what failed, before the HTTP client is
   */
  BoundedBody(int limit, BiConsumer<byte[], Throwable> first) {
    this.limit = limit;
    this.first = first;
  }

  /** The answer is larger than the client takes. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLargeException(int limit) {
      super("The answer is larger than " + limit + " bytes");
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > limit - collected.size()) {
        subscription.cancel();
        onError(new TooLargeException(limit));
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      collected.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    first.accept(null, failure);
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    byte[] all = collected.toByteArray();
    first.accept(all, null);
    body.complete(all);
  }
}
