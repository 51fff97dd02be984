package org.messagingagent.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps taken by an executor's threads, for calls that nobody waits for. */
final class PooledSteps implements Steps {

  private static final Logger log = LoggerFactory.getLogger(PooledSteps.class);

  private final Executor executor;
  private final Executor instead;
  private final ScheduledExecutorService timer;
  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param instead takes the steps of a call that has begun, where the executor no longer does
   */
  PooledSteps(Executor executor, Executor instead, ScheduledExecutorService timer) {
    this.executor = executor;
    this.instead = instead;
    this.timer = timer;
  }

  /**
   * Takes the first step.
   *
   * @throws IllegalStateException where the executor takes none
   */
  void begin(Runnable step) {
    steps.add(step);
    waiting.incrementAndGet();
    try {
      executor.execute(this::takeAll);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException(
          "The executor given to this client takes no tasks: is it shut down?", e);
    }
  }

  @Override
  public void execute(Runnable step) {
    steps.add(step);
    if (waiting.getAndIncrement() == 0) {
      try {
        executor.execute(this::takeAll);
      } catch (RejectedExecutionException e) {
        instead.execute(this::takeAll);
      }
    }
  }

  @Override
  public Runnable after(Duration time, Runnable step) {
    Future<?> later = timer.schedule(() -> execute(step), time.toNanos(), TimeUnit.NANOSECONDS);
    return () -> later.cancel(false);
  }

  private void takeAll() {
    do {
      try {
        steps.remove().run();
      } catch (RuntimeException | Error e) {
        log.error("A step of a call failed", e);
      }
    } while (waiting.decrementAndGet() > 0);
  }
}
