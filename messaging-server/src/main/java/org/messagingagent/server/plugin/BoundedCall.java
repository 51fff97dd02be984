package org.messagingagent.server.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Vendor code that is called seldom, such as the start of a plugin: on a thread of its own, with
 * the plugin's context class loader, waited for a limited time only.
 */
final class BoundedCall<T> {

  private final CompletableFuture<Ended<T>> result = new CompletableFuture<>();
  private final Thread thread;

  private BoundedCall(
      String threadName, ClassLoader loader, Callable<? extends T> code, Consumer<T> late) {
    thread = new Thread(null, () -> run(code, late), threadName, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
  }

  /**
   * Starts the call.
   *
   * @param late takes the result where nobody waits for it any more
   */
  static <T> BoundedCall<T> start(
      String threadName, ClassLoader loader, Callable<? extends T> code, Consumer<T> late) {
    BoundedCall<T> call = new BoundedCall<>(threadName, loader, code, late);
    call.thread.start();
    return call;
  }

  /**
   * The result of the call. After this, its thread has ended or is interrupted. Where the call has
   * ended, an interrupt of the waiting thread is left for its next wait.
   *
   * @throws ExecutionException where the call threw; the cause is what it threw
   * @throws TimeoutException where it takes longer
   * @throws InterruptedException where the waiting thread was interrupted
   */
  T await(Duration limit) throws ExecutionException, TimeoutException, InterruptedException {
    Ended<T> ended;
    try {
      ended = result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (result.cancel(false)) {
        thread.interrupt();
        throw e;
      }
      ended = result.join();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt(); // it has ended all the same; the next wait is told
      }
    }
    if (ended.thrown().isPresent()) {
      // With a text of our own: it would otherwise ask the vendor's exception, which may throw.
      throw new ExecutionException("The plugin threw", ended.thrown().get());
    }
    return ended.value();
  }

  private void run(Callable<? extends T> code, Consumer<T> late) {
    try {
      T value = code.call();
      if (!result.complete(new Ended<>(value, Optional.empty()))) {
        late.accept(value);
      }
    } catch (Throwable e) { // whatever a plugin throws is reported where the call was made
      result.complete(new Ended<>(null, Optional.of(e)));
    }
  }

  /** How the call ended; the value counts where nothing was thrown. */
  private record Ended<T>(T value, Optional<Throwable> thrown) {}
}
