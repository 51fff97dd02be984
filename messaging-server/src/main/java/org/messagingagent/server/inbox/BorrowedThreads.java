package org.messagingagent.server.inbox;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Tasks on the threads of an executor that belongs to somebody else: what is shut down here is only
 * what runs for us, and no thread is given back interrupted. Safe for use by many threads.
 */
final class BorrowedThreads extends AbstractExecutorService {

  private final Executor lender;

  /** Each task that was handed over and has not ended, with its thread once it has one. */
  private final Map<Task, Optional<Thread>> tasks = new HashMap<>();

  private boolean shutdown;

  BorrowedThreads(Executor lender) {
    this.lender = requireNonNull(lender, "lender is null");
  }

  /** The executor ran a task in the thread that handed it in: it is called with locks held. */
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
      lender.execute(task);
      taken = true;
    } catch (RejectedExecutionException e) {
      throw e;
    } catch (RuntimeException e) { // as of an executor that its container has not set up yet
      throw new RejectedExecutionException("the executor failed: " + e.getMessage(), e);
    } finally {
      if (taken) {
        task.handedIn = true;
      } else {
        drop(task);
      }
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
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
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
    return shutdown && tasks.isEmpty();
  }

  @Override
  public synchronized boolean awaitTermination(long timeout, TimeUnit unit)
      throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    long left = unit.toNanos(timeout);
    while (!isTerminated() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return isTerminated();
  }

  private final class Task implements Runnable {

    private final Runnable work;
    private final Thread submitter = Thread.currentThread();

    /** Looked at by the submitter alone. */
    private boolean handedIn;

    Task(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (Thread.currentThread() == submitter && !handedIn) {
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
