package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.messagingagent.server.support.DaemonThreads;

/**
 * In whose threads handlers are called: the server's own, or those of the application's executor.
 *
 * @param lender empty for threads of the server's own
 */
public record HandlerThreads(Optional<Executor> lender) {

  /** Threads of the server's own, for each plugin its own. */
  public static final HandlerThreads OWN = new HandlerThreads(Optional.empty());

  private static final long IDLE_THREAD_SECONDS = 30;
  private static final long PROBE_SECONDS = 5;

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
    BorrowedThreads threads = new BorrowedThreads(executor);
    CountDownLatch ran = new CountDownLatch(1);
    try {
      threads.execute(ran::countDown);
      if (!ran.await(PROBE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "The executor did not run a task within %d s; give one that has a thread free"
                .formatted(PROBE_SECONDS));
      }
    } catch (BorrowedThreads.SameThreadException e) {
      throw new IllegalArgumentException(
          "The executor runs tasks in the thread that hands them in; give one with threads of its own");
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException(
          "The executor takes no tasks (%s); give one that is not shut down"
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the executor was tried");
    } finally {
      threads.shutdownNow();
    }
  }

  /** For one plugin; to be shut down. */
  ExecutorService of(String plugin, int concurrency) {
    return lender
        .<ExecutorService>map(BorrowedThreads::new)
        .orElseGet(() -> own(plugin, concurrency));
  }

  /** How long a task may go on before it has to let others have the thread. */
  Duration turn() {
    return lender.isPresent() ? TURN : Duration.ofNanos(Long.MAX_VALUE);
  }

  private static ExecutorService own(String plugin, int concurrency) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("handle-" + plugin));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
