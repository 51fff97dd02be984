package org.messagingagent.client;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Steps taken by the thread that made the call while it waits for the outcome: no thread changes
 * hands but for the answer, and an exception shows where the call was made.
 */
final class CallerSteps implements Steps {

  private final LinkedBlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();

  /** Of the caller's thread alone. */
  private final PriorityQueue<Timed> timed = new PriorityQueue<>(2);

  private record Timed(long at, Runnable step) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      return Long.signum(at - other.at);
    }
  }

  @Override
  public void execute(Runnable step) {
    steps.add(step);
  }

  @Override
  public Runnable after(Duration time, Runnable step) {
    Timed entry = new Timed(System.nanoTime() + time.toNanos(), step);
    timed.add(entry);
    return () -> timed.remove(entry);
  }

  /**
   * Takes steps until it is done.
   *
   * @param interrupted called once where the thread is interrupted; leads to the end
   */
  void runUntil(BooleanSupplier done, Runnable interrupted) {
    boolean wasInterrupted = false;
    try {
      while (!done.getAsBoolean()) {
        try {
          next().run();
        } catch (InterruptedException e) {
          if (!wasInterrupted) {
            wasInterrupted = true;
            interrupted.run();
          }
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Runnable next() throws InterruptedException {
    Timed first = timed.peek();
    if (first == null) {
      return steps.take();
    }
    Runnable step = steps.poll(first.at() - System.nanoTime(), TimeUnit.NANOSECONDS);
    return step == null ? timed.remove().step() : step;
  }
}
