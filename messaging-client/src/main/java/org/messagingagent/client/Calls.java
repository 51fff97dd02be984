package org.messagingagent.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The calls under way: makes them, now or later, and ends them when the client closes. */
final class Calls {

  private static final String INTERRUPTED = "was interrupted";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<PooledSteps> pooled;
  private final Map<Running<?>, Steps> underWay = new ConcurrentHashMap<>();
  private final Object ended = new Object();
  private volatile boolean closed;

  /**
   * @param pooled steps for a call that nobody waits for
   */
  Calls(Supplier<PooledSteps> pooled) {
    this.pooled = pooled;
  }

  /** Makes a call and waits for its end. */
  <T> T now(Prepared<T> prepared) {
    CallerSteps steps = new CallerSteps();
    Running<T> call = prepared.in(steps);
    enter(call, steps);
    try {
      if (Thread.currentThread().isInterrupted()) {
        call.stop(INTERRUPTED); // before it begins, so nothing is sent
      }
      call.start();
      steps.runUntil(call.result()::isDone, () -> call.stop(INTERRUPTED));
    } finally {
      leave(call);
    }
    return outcome(call.result());
  }

  /** Makes a call; cancelling what it gives breaks it off. */
  <T> CompletableFuture<T> later(Prepared<T> prepared) {
    PooledSteps steps = pooled.get();
    Running<T> call = prepared.in(steps);
    CompletableFuture<T> shown = new CompletableFuture<>();
    enter(call, steps);
    call.result()
        .whenComplete(
            (value, failure) -> {
              leave(call); // before anything of the caller's runs
              if (failure == null) {
                shown.complete(value);
              } else {
                shown.completeExceptionally(failure);
              }
            });
    try {
      steps.begin(call::start);
    } catch (RuntimeException e) {
      leave(call);
      throw e;
    }
    shown.whenComplete(
        (value, failure) -> {
          if (failure instanceof CancellationException || failure instanceof TimeoutException) {
            steps.execute(() -> call.stop("was cancelled"));
          }
        });
    return shown;
  }

  /** Refuses further calls, and ends those under way when this time is over. */
  void close(Duration grace) {
    closed = true;
    if (!awaitEnd(grace)) {
      underWay.forEach(
          (call, steps) -> steps.execute(() -> call.stop("was ended by the client's close")));
      awaitEnd(PATIENCE);
    }
  }

  private void enter(Running<?> call, Steps steps) {
    underWay.put(call, steps);
    if (closed) {
      leave(call);
      throw new IllegalStateException("The client is closed");
    }
  }

  private void leave(Running<?> call) {
    underWay.remove(call);
    if (closed) {
      synchronized (ended) {
        ended.notifyAll();
      }
    }
  }

  private boolean awaitEnd(Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    synchronized (ended) {
      while (!underWay.isEmpty()) {
        long millis = deadline.left().toMillis();
        if (millis == 0) {
          return false;
        }
        try {
          ended.wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  private static <T> T outcome(CompletableFuture<T> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("The call failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("An ended call was waited for", e);
    }
  }
}
