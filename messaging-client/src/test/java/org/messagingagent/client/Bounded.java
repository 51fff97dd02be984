package org.messagingagent.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits that end. */
final class Bounded {

  private static final long SECONDS = 30;

  private Bounded() {}

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("It did not happen within %d s".formatted(SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("It did not complete", e);
    } catch (ExecutionException e) {
      throw new AssertionError("It failed", e.getCause());
    }
  }

  /** What a future failed with. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      Object value = future.get(SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("It gave " + value);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("It did not complete", e);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Waits for what nobody tells of, such as the end of a thread. */
  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("It did not become so within %d s".formatted(SECONDS));
      }
      Thread.onSpinWait();
    }
  }

  /**
   * The threads of all clients in this process. That of the JDK's HTTP client is known by its
   * group: others use that client too, and their threads end when the garbage collector has been.
   */
  static List<String> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> isOfAClient(thread.getName()) || isOfAClient(groupOf(thread)))
        .map(Thread::getName)
        .sorted()
        .toList();
  }

  private static String groupOf(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null ? "" : group.getName(); // none where it has ended
  }

  private static boolean isOfAClient(String name) {
    return name.startsWith("messaging-client-");
  }
}
