package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.messagingagent.server.support.DaemonThreads;

/**
 * In whose threads handlers are called: the server's own, or those of the application's executor.
 *
 * @param lender empty for threads of the server's own
 */
public record HandlerThreads(Optional<Executor> lender) {

  /** Threads of the server's own, for each plugin its own. */
  public static final HandlerThreads OWN = new HandlerThreads(Optional.empty());

  private static final long PROBE_SECONDS = 5;
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  /** Long enough to make little of the changes, short enough that others get their turn. */
  private static final Duration TURN = Duration.ofMillis(50);

  public HandlerThreads {
    requireNonNull(lender, "lender is null");
  }

  /**
   * Tries whether the executor runs tasks as is needed.
   *
   * @throws IllegalStateException where it takes none, or does not run them
   * @throws IllegalArgumentException where it runs them in the thread that hands them in
   */
  public void check() {
    lender.ifPresent(HandlerThreads::check);
  }

  private static void check(Executor executor) {
    CompletableFuture<Void> ran = new CompletableFuture<>();
    BorrowedThreads threads = new BorrowedThreads(executor, ran::completeExceptionally);
    try {
      threads.execute(() -> ran.complete(null));
      ran.get(PROBE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The executor did not run a task within %d s; give one that has a thread free"
              .formatted(PROBE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the executor was tried");
    } finally {
      DaemonThreads.end(threads, LAST_MOMENT);
    }
  }

  private static RuntimeException refusal(Throwable reason) {
    return reason instanceof BorrowedThreads.SameThreadException
        ? new IllegalArgumentException(
            "The executor runs tasks in the thread that hands them in; give one with threads of its own")
        : new IllegalStateException(
            "The executor takes no tasks (%s); give one that is not shut down"
                .formatted(reason.getMessage()),
            reason);
  }

  /**
   * For one plugin; to be shut down.
   *
   * @param refused told of tasks that were taken here, and by the lender were not
   */
  ExecutorService of(String plugin, int concurrency, Consumer<RejectedExecutionException> refused) {
    return lender
        .<ExecutorService>map(executor -> new BorrowedThreads(executor, refused))
        .orElseGet(
            () -> DaemonThreads.pool("handle-" + plugin, concurrency, new LinkedBlockingQueue<>()));
  }

  /** How long a task may go on before it has to let others have the thread. */
  Duration turn() {
    return lender.isPresent() ? TURN : Duration.ofNanos(Long.MAX_VALUE);
  }
}
