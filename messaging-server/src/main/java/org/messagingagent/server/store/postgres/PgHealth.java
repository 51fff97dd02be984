package org.messagingagent.server.store.postgres;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Asks the database whether it answers, on a thread of its own: where it stands still, or the
 * network swallows what is sent, an answer takes as long as the connection's time-out, and a health
 * check must not. Safe for use by many threads.
 */
final class PgHealth {

  private static final long PATIENCE_SECONDS = 2;

  private final Supplier<Optional<String>> question;
  private CompletableFuture<Optional<String>> asked =
      CompletableFuture.completedFuture(Optional.empty());
  private long askedAt;

  /**
   * @param question asks the database what is wrong; may take long
   */
  PgHealth(Supplier<Optional<String>> question) {
    this.question = question;
  }

  /** What is wrong; within two seconds. */
  Optional<String> problem() {
    CompletableFuture<Optional<String>> answer = ask();
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Optional.of(
          "The database has not answered for %d s; see whether it runs, and the network"
              .formatted(waitedSeconds()));
    } catch (ExecutionException | CompletionException | CancellationException e) {
      return Optional.of("The database does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("The database was not waited for");
    }
  }

  private synchronized CompletableFuture<Optional<String>> ask() {
    if (asked.isDone()) {
      CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
      askedAt = System.nanoTime();
      asked = answer;
      DaemonThreads.named("store-health")
          .newThread(
              () -> {
                try {
                  answer.complete(question.get());
                } catch (RuntimeException | Error e) {
                  answer.completeExceptionally(e);
                }
              })
          .start();
    }
    return asked;
  }

  private synchronized long waitedSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - askedAt);
  }
}
