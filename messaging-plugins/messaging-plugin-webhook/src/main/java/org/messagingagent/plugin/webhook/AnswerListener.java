package org.messagingagent.plugin.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Waits for an answer. Its head is the answer, whatever becomes of the body, which is read so that
 * the connection can be used again, and not further than a limit.
 */
final class AnswerListener implements Response.Listener {

  private static final int LONGEST_BODY = 1 << 16;

  private final CompletableFuture<Answer> whole = new CompletableFuture<>();
  private volatile Optional<Answer> head = Optional.empty();
  private int length;

  /** The client tells of interim answers, too, where it gives up in the middle of one. */
  @Override
  public void onHeaders(Response response) {
    if (HttpStatus.isInterim(response.getStatus())) {
      return;
    }
    head =
        Optional.of(
            new Answer(
                response.getStatus(),
                Optional.ofNullable(response.getHeaders().get(HttpHeader.RETRY_AFTER))));
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    length += content.remaining();
    content.position(content.limit());
    if (length > LONGEST_BODY) {
      response.abort(new IOException("The answer is longer than %d bytes".formatted(LONGEST_BODY)));
    }
  }

  @Override
  public void onComplete(Result result) {
    if (head.isPresent()) {
      whole.complete(head.get());
    } else {
      whole.completeExceptionally(
          result.isFailed() ? result.getFailure() : new IOException("No answer came"));
    }
  }

  Answer await(long millis) throws ExecutionException, TimeoutException, InterruptedException {
    return whole.get(millis, TimeUnit.MILLISECONDS);
  }
}
