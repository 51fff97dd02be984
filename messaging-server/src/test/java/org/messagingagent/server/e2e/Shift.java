package org.messagingagent.server.e2e;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the callers of a crash test share with the one who kills the server: where the server is
 * now, whether it is about to be killed, and how far they have come. Safe for use by many threads.
 */
final class Shift {

  private static final Optional<String> UNKNOWN = Optional.of("OUTCOME_UNKNOWN");

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Semaphore done = new Semaphore(0);
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private URI address = URI.create("http://127.0.0.1:1");
  private boolean doomed = true;
  private boolean over;

  /** A request that may be made on any server. */
  @FunctionalInterface
  interface Request {
    Reply on(URI server) throws IOException;
  }

  /** A server is ready. */
  void opens(URI server) {
    lock.lock();
    try {
      address = server;
      doomed = false;
      done.drainPermits();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on requests may fail without surprise. */
  void willBeKilled() {
    lock.lock();
    try {
      doomed = true;
    } finally {
      lock.unlock();
    }
  }

  /** No new work is begun; work that is under way is brought to its end. */
  void ends() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a request once.
   *
   * @return empty where the answer was lost in a crash, once the next server is ready, or where the
   *     server was busy or could not say
   */
  Optional<Reply> once(Request request) {
    URI server = address();
    try {
      Reply reply = request.on(server);
      if (reply.status() == 503
          || reply.status() == 500 && reply.text("ExceptionType").equals(UNKNOWN)) {
        return Optional.empty();
      }
      if (!reply.succeeded()) {
        surprises.add(reply.toString());
      }
      done.release();
      return Optional.of(reply);
    } catch (IOException e) {
      if (!mayFail(server)) {
        surprises.add("Without a crash: " + e);
      }
      awaitAnotherThan(server);
      return Optional.empty();
    }
  }

  /** Repeats a request until it is answered. */
  Reply untilAnswered(Request request) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<Reply> reply = once(request);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    throw new AssertionError("A request was not answered in " + LIMIT);
  }

  /** Waits until so many requests were answered by this server. */
  void awaitAnswers(int count) {
    try {
      if (!done.tryAcquire(count, LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "Only %d of %d answers in %s; %s"
                .formatted(done.availablePermits(), count, LIMIT, surprises));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Answers that should not have been, and requests that failed without a crash. */
  Queue<String> surprises() {
    return surprises;
  }

  private URI address() {
    lock.lock();
    try {
      return address;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayFail(URI server) {
    lock.lock();
    try {
      return doomed || !address.equals(server);
    } finally {
      lock.unlock();
    }
  }

  private void awaitAnotherThan(URI server) {
    lock.lock();
    try {
      long left = LIMIT.toNanos();
      while (address.equals(server) && !over && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }
}
