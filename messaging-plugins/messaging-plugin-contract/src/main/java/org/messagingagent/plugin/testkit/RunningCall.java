package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call of a plugin that goes on in a thread of its own. */
final class RunningCall<T> implements AutoCloseable {

  private static final int LEFTOVER_MILLIS = 5_000;

  private final String what;
  private final CompletableFuture<Optional<T>> result = new CompletableFuture<>();
  private final Thread thread;

  private RunningCall(String what, Callable<T> call) {
    this.what = what;
    thread =
        new Thread(
            () -> {
              try {
                result.complete(Optional.ofNullable(call.call()));
              } catch (Throwable e) { // told to whoever waits for it
                result.completeExceptionally(e);
              }
            },
            "plugin-call");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param what in words, such as "send()"
   */
  static <T> RunningCall<T> start(String what, Callable<T> call) {
    RunningCall<T> running = new RunningCall<>(what, call);
    running.thread.start();
    return running;
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean hasEnded() {
    return result.isDone();
  }

  /**
   * What it answered; empty where it threw, as a call whose gateway is lost may.
   *
   * @throws AssertionError where it does not end in this time, throws an error, or answers null
   */
  Optional<T> outcome(Duration limit) throws InterruptedException {
    try {
      Optional<T> answer = result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      assertThat(answer).as("what %s answered", what).isPresent();
      return answer;
    } catch (TimeoutException e) {
      AssertionError late =
          new AssertionError("%s did not end within %d s".formatted(what, limit.toSeconds()));
      late.setStackTrace(thread.getStackTrace());
      throw late;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) {
        return Optional.empty();
      }
      throw new AssertionError(what + " threw " + e.getCause(), e.getCause());
    }
  }

  /** Leaves no call behind for the next test. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LEFTOVER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
