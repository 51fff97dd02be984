package org.messagingagent.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long work on the store in small steps that callers do not notice. After each step it rests for
 * longer than the step took: where the store has much to write, a step takes long, and the next one
 * comes the later. Used by one thread at a time; {@link #stop} by any.
 */
final class CarefulSteps {

  private static final Logger log = LoggerFactory.getLogger(CarefulSteps.class);
  private static final long STEP_SECONDS = 60;
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Repeats a step until it finds nothing more, or {@link #stop} is called.
   *
   * @param what the work in words, for the log
   * @return how many rows it were
   */
  long run(String what, Supplier<CompletionStage<Integer>> step)
      throws InterruptedException, ExecutionException, TimeoutException {
    long total = 0;
    long tellAt = System.nanoTime() + TELL_NANOS;
    while (stopped.getCount() > 0) {
      long began = System.nanoTime();
      int rows = step.get().toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
      if (rows == 0) {
        break;
      }
      total += rows;
      long now = System.nanoTime();
      if (now - tellAt >= 0) {
        log.info("Still at work: {}, {} so far", what, total);
        tellAt = now + TELL_NANOS;
      }
      if (stopped.await(Math.min(2 * (now - began), LONGEST_REST_NANOS), TimeUnit.NANOSECONDS)) {
        break;
      }
    }
    return total;
  }

  /** Ends what runs after its step, and whatever is begun later. */
  void stop() {
    stopped.countDown();
  }
}
