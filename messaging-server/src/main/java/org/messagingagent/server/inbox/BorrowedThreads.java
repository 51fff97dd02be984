package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.messagingagent.server.support.DaemonThreads;

/**
 * Tasks on the threads of an executor that belongs to somebody else: what is shut down here is only
 * what runs for us, and no thread is given back interrupted. Safe for use by many threads.
 *
 * <p>A courier hands the tasks over, one after the other: an executor may let who hands in a task
 * wait until it has room, and nobody who holds a lock, or writes to the store, is to wait for that.
 */
final class BorrowedThreads extends AbstractExecutorService {

  private final Executor lender;
  private final Consumer<RejectedExecutionException> refused;
  private final ExecutorService courier;

  /** Each task that was handed in and has not ended, with its thread once it has one. */
  private final Map<Task, Optional<Thread>> tasks = new HashMap<>();

  private boolean shutdown;

  /**
   * @param refused told of each task that the lender did not take, in the courier's thread
   */
  BorrowedThreads(Executor lender, Consumer<RejectedExecutionException> refused) {
    this.lender = requireNonNull(lender, "lender is null");
    this.refused = requireNonNull(refused, "refused is null");
    this.courier = DaemonThreads.pool("lend", 1, new LinkedBlockingQueue<>());
  }

  /** The executor ran a task in the thread that handed it in. */
  static final class SameThreadException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    SameThreadException() {
      super("the executor runs tasks in the thread that hands them in");
    }
  }

  @Override
  public void execute(Runnable work) {
    Task task = new Task(work);
    synchronized (this) {
      if (shutdown) {
        throw new RejectedExecutionException("the plugin is being stopped");
      }
      tasks.put(task, Optional.empty());
    }
    boolean taken = false;
    try {
      courier.execute(() -> handOver(task));
      taken = true;
    } finally {
      if (!taken) {
        drop(task);
      }
    }
  }

  private void handOver(Task task) {
    task.courier = Thread.currentThread();
    try {
      lender.execute(task);
    } catch (RejectedExecutionException e) {
      refuse(task, e);
    } catch (RuntimeException | Error e) { // as of an executor that its container has not set up
      refuse(task, new RejectedExecutionException("the executor failed: " + e.getMessage(), e));
    } finally {
      task.courier = null;
    }
  }

  private void refuse(Task task, RejectedExecutionException reason) {
    drop(task);
    if (!isShutdown()) {
      refused.accept(reason);
    }
  }

  private synchronized void drop(Task task) {
    tasks.remove(task);
    notifyAll();
  }

  private synchronized boolean begun(Task task) {
    return tasks.replace(task, Optional.of(Thread.currentThread())) != null;
  }

  private synchronized void ended(Task task) {
    tasks.remove(task);
    // Under the lock: who interrupts looks up the thread under it too.
    Thread.interrupted();
    notifyAll();
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    courier.shutdown();
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    courier.shutdownNow();
    tasks.values().removeIf(Optional::isEmpty); // they do nothing when they come to run
    tasks.values().forEach(thread -> thread.ifPresent(Thread::interrupt));
    notifyAll();
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return tasks.isEmpty() && courier.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    synchronized (this) {
      long left = unit.toNanos(timeout);
      while (!(shutdown && tasks.isEmpty()) && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    }
    courier.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    return isTerminated();
  }

  private final class Task implements Runnable {

    private final Runnable work;

    /** Who hands it over now; null else. Of use to that thread alone. */
    private Thread courier;

    Task(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == courier) {
        throw new SameThreadException();
      }
      if (!begun(this)) {
        return;
      }
      try {
        work.run();
      } finally {
        ended(this);
      }
    }
  }
}
